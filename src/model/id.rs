//! Ids as types: an annotation's id is no document's id, and mixing them does not compile.

use std::{borrow::Borrow, fmt, sync::Arc};

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Any string that is unique in its list; cloning shares it. Ordered by code point.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a string; nothing is checked here, uniqueness is the project's business.
            pub fn new(id: impl Into<Arc<str>>) -> Self {
                Self(id.into())
            }

            /// The id's string, shared.
            #[must_use]
            pub fn shared(&self) -> Arc<str> {
                self.0.clone()
            }

            /// The id as written in the file.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<Arc<str>> for $name {
            fn from(id: Arc<str>) -> Self {
                Self(id)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id_type! {
    /// Names a [`super::Document`].
    DocumentId
}
id_type! {
    /// Names an [`super::Annotator`], and so a layer.
    AnnotatorId
}
id_type! {
    /// Names an [`super::Annotation`].
    AnnotationId
}
id_type! {
    /// Names a [`super::Relation`].
    RelationId
}
id_type! {
    /// Names a [`super::Label`] of the tag set.
    LabelId
}
id_type! {
    /// Names a [`super::Feature`] of the tag set.
    FeatureId
}
id_type! {
    /// Names a [`super::RelationType`] of the tag set.
    RelationTypeId
}
id_type! {
    /// Names a [`super::Decision`].
    DecisionId
}
id_type! {
    /// Names a [`super::Speaker`].
    SpeakerId
}
