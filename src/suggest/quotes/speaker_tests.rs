//! Whom quotations are given to, by kinds of attribution, each with what looks like it; marked as in [`super::tests`].

use super::tests::check_all;

#[test]
fn a_participle_is_no_verb_of_speech() {
    check_all(&[
        "The harbour office said in an emailed statement: “⟦harbour office¦We regret the delay.⟧”",
        "Ines Varga told Radio Sund in an emailed reply: “⟦Ines Varga¦I have nothing to add.⟧”",
        "Ines Varga told Radio Sund in a brief reply: “⟦Ines Varga¦I have nothing to add.⟧”",
        "The ministry said in a statement posted on its website: “⟦ministry¦The dam is safe.⟧”",
        "The company said in remarks posted online: “⟦company¦We stand by the figures.⟧”",
        "The club said in comments reported by local radio: “⟦club¦He will not be sold.⟧”",
        "Varga said in a reported remark to aides: “⟦Varga¦They will fold by Friday.⟧”",
        "The ferry line said in a typed note: “⟦ferry line¦Crossings resume at noon.⟧”",
        "Orlo Sund wrote in a message posted to the crew's group: “⟦Orlo Sund¦We sail at six.⟧”",
        "The council replied in an emailed answer: “⟦council¦No permit was issued.⟧”",
        "Councillor Ada Venn spoke first. “⟦Ada Venn¦I doubt the sums⟧,” she said.\n\nThe mayor’s office said in an emailed statement: “⟦mayor’s office¦The vote will go ahead in June.⟧”",
        "Her letter added: “⟦letter¦Nobody was told.⟧”",
        "The report warned: “⟦report¦The piers will not last the winter.⟧”",
        "The statement added: “⟦statement¦Police are not looking for anyone else.⟧”",
        "The agency said in a statement released on Sunday and quoted by local media: “⟦agency¦No crew were hurt.⟧”",
        "Mira Holt said in a message shared by her agent: “⟦Mira Holt¦I am fine.⟧”",
    ]);
}

#[test]
fn what_it_means() {
    check_all(&[
        "“⟦Ada Venn¦We face ruin⟧,” said Ada Venn. The council disagreed. “⟦council¦We are in good health⟧,” it said.",
        "Ada Venn, who chairs the World Ferry Union, said the strait was “⟦Ada Venn¦closing by the hour⟧”.\n\nThe union said it would send pilots. “⟦World Ferry Union¦We are ready to sail⟧,” it said.",
        "Councillor Ada Venn spoke first. “⟦Ada Venn¦I doubt the sums⟧,” she said.\n\nThe chamber of commerce, which had asked for the tolls, was furious. “⟦chamber of commerce¦Each month costs us dear⟧,” it said.",
        "“⟦Orlo Sund¦We did nothing wrong⟧,” Orlo Sund said.\n\nThe watchdog was not persuaded. “⟦watchdog¦The records are missing⟧,” it said.",
        "Orlo Sund resigned on Monday. The bank thanked him. “⟦bank¦He served us well⟧,” it said.",
        "Orlo Sund resigned on Monday. His report was blunt. “⟦Orlo Sund¦The money is gone⟧,” it said.",
        "Harbour Holdings sacked its boss, Orlo Sund. “⟦Harbour Holdings¦We needed a new start⟧,” it said.",
        "“⟦Ada Venn¦It is over⟧,” said Ada Venn. The Ports Authority did not agree. “⟦Ports Authority¦Talks go on⟧,” it said.",
        "Ada Venn left the room. The committee published its findings at noon. “⟦committee¦The quay was built on sand⟧,” it said.",
        "The regulator fined the line £2m. “⟦regulator¦Passengers were misled⟧,” it said. It added: “⟦regulator¦This must not happen again.⟧”",
        "“⟦Ada Venn¦It is over⟧,” said Ada Venn.\n\nThe government rejected the claim. It said the plan was “⟦government¦fully funded⟧”.",
        "The airline apologised to Ada Venn. “⟦airline¦We let her down⟧,” it said.",
        "Ada Venn left early. The US consulate in Sund took note. “⟦US consulate¦We have seen the reports⟧,” it said.",
        "The pit’s owner, Salda Metals, denied it. “⟦Salda Metals¦All alarms were on⟧,” it said.",
        "Israel has denied it. “⟦Israel¦These are lies⟧,” it said.",
    ]);
}

#[test]
fn offices_of_one_noun() {
    check_all(&[
        "Foreign Minister Aldo Riva was in Oslo. The prime minister said: “⟦prime minister¦We are not going to war.⟧”",
        "Deputy Mayor Nils Aune opened the hall. The mayor said: “⟦mayor¦It cost too much.⟧”",
        "Mayor Ada Venn opened the hall. The deputy mayor said: “⟦deputy mayor¦It cost too much.⟧”",
        "Vice President Mark Holt arrived late. “⟦president¦We waited for him⟧,” the president said.",
        "Defense Secretary Mark Holt arrived late. “⟦press secretary¦There was fog⟧,” the press secretary told reporters.",
        "Defense Secretary Mark Holt arrived late. “⟦Mark Holt¦There was fog⟧,” the secretary told reporters.",
        "Defence Secretary Mark Holt arrived late. “⟦Mark Holt¦There was fog⟧,” the defence secretary told reporters.",
        "Prime Minister Aldo Riva and Foreign Minister Ada Venn met. “⟦Aldo Riva¦It went well⟧,” the prime minister said. “⟦Ada Venn¦It went very well⟧,” the foreign minister said.",
        "Ada Venn, the shadow health secretary, was unmoved. “⟦health secretary¦Waiting lists are falling⟧,” the health secretary told MPs.",
        "Former mayor Ada Venn was at the back. “⟦mayor¦We have no secrets⟧,” the mayor said.",
        "Aldo Riva, the prime minister, was late. “⟦Aldo Riva¦The train was full⟧,” the prime minister said.",
        "Finance Minister Ada Venn spoke. “⟦Ada Venn¦There is no money⟧,” the minister said.",
        "Kestria’s prime minister, Aldo Riva, flew to Oslo. “⟦Aldo Riva¦It is cold⟧,” the prime minister said.",
        "Aldo Riva, president of Kestria, flew to Oslo. “⟦Norwegian president¦It is cold⟧,” the Norwegian president said.",
        "Police Chief Ada Venn was there. “⟦fire chief¦The roof fell in⟧,” the fire chief said.",
        "Vice-president Mark Holt was there. “⟦Mark Holt¦I saw it⟧,” the vice president said.",
        "Ada Venn, president of the Ferry League, spoke. “⟦Ada Venn¦We are open⟧,” the league president said.",
        "Home Secretary Ada Venn left. “⟦Ada Venn¦I have to go⟧,” the Home Secretary said.",
        "Home Secretary Ada Venn left. “⟦Prime Minister¦She had to go⟧,” the Prime Minister said.",
        "“⟦Anton Grau¦The world is watching⟧,” League Secretary-General Anton Grau said. The League chief asked for “⟦Anton Grau¦calm on all sides⟧”.",
        "The Port Union president, Ada Venn, was there. “⟦city president¦We go on⟧,” the city president said.",
        "US Secretary of State Marco Holt and Defense Secretary Peter Riva spoke. The secretary of state said it was “⟦Marco Holt¦a good day⟧”. Holt said: “⟦Marco Holt¦We go on.⟧”",
        "Detective Chief Inspector Ada Venn asked for help. “⟦Ada Venn¦Someone knows⟧,” the detective said.",
        "Council leader Orlo Sund quit. “⟦Orlo Sund¦It was time⟧,” the council leader said.",
    ]);
}

#[test]
fn subjects_behind_brackets_and_offices_of_bodies() {
    check_all(&[
        "Sen. Ada Venn (D-Ohio) on Monday accused the White House of foot-dragging, saying families had waited “⟦Ada Venn¦far too long for far too little⟧.”",
        "Rep. Mark Holt (R-Texas) blamed the Coast Guard for the delay, telling colleagues: “⟦Mark Holt¦They sat on their hands.⟧”",
        "White House press secretary Lena Ford hit out, telling reporters: “⟦Lena Ford¦The president has been clear.⟧”",
        "Downing Street communications director Mark Holt pushed back, saying: “⟦Mark Holt¦That is not true.⟧”",
        "Northwind chief executive Ada Venn cut the dividend, adding: “⟦Ada Venn¦Cash is king.⟧”",
        "State Department deputy spokesperson Lena Ford shook her head, saying: “⟦Lena Ford¦We do not talk about talks.⟧”",
        "The White House press secretary walked out, telling reporters: “⟦White House press secretary¦We are done here.⟧”",
        "Ada Venn (Labour) attacked the Treasury over the cuts, calling them “⟦Ada Venn¦cruel and careless⟧”.",
        "Ada Venn (pictured) met the Harbour Board on Monday, warning that the pier was “⟦Ada Venn¦one storm from the seabed⟧”.",
        "Gov. Ada Venn (R) and the Highway Patrol closed the road. Venn (64) said: “⟦Ada Venn¦Stay home.⟧”",
        "Lena Ford, the White House press secretary, hit out, telling reporters: “⟦Lena Ford¦The president has been clear.⟧”",
        "Interior Ministry spokesman Mark Holt denied it, saying: “⟦Mark Holt¦No shots were fired.⟧”",
        "Sund Bank chief economist Lena Ford cut her forecast, writing: “⟦Lena Ford¦Growth has stalled.⟧”",
        "“⟦Anton Grau¦This has no precedent⟧,” Anton Grau, director general of the World Ferry Agency (WFA), told reporters in Oslo.",
        "Sen. Ada Venn, R-S.C., told Radio Sund that she was “⟦Ada Venn¦all in⟧.”",
    ]);
}

#[test]
fn single_names_and_bodies() {
    check_all(&[
        "Jonas, her son, was late. “⟦Jonas¦The bus broke down⟧,” he said.",
        "Their father, Luis, waited outside. “⟦Luis¦I could not sleep⟧,” he said.",
        "Her brother Jonas lives in Oslo. “⟦Jonas¦I call every Sunday⟧,” he said.",
        "One worker, who asked to be called Sam, said he had “⟦Sam¦lost two stone in a month⟧”. “⟦Sam¦My feet bleed⟧,” he said.",
        "A nurse, who gave her name only as Mirela, said: “⟦Mirela¦We ran out of beds.⟧”",
        "Wife Tansy said: “⟦Tansy¦He never came home.⟧”",
        "Her daughter, Ines, disagreed. “⟦Ines¦She should rest⟧,” she said.",
        "Zdenka, a tram driver from Brno, had seen it all. “⟦Zdenka¦They ran like rabbits⟧,” she said.",
        "Nino, 20, was on the square. “⟦Nino¦We will not leave⟧,” he said.",
        "The Health and Safety Executive said: “⟦Health and Safety Executive¦Work must stop.⟧”",
        "The Department for Environment, Food and Rural Affairs said the beach was “⟦Department for Environment, Food and Rural Affairs¦fit for bathing⟧”.",
        "Immigration and Customs Enforcement said it was “⟦Immigration and Customs Enforcement¦aware of the case⟧”.",
        "Marks and Spencer said it was “⟦Marks and Spencer¦sorry for the delay⟧”.",
        "Johnson & Johnson said the drug was “⟦Johnson & Johnson¦safe and tested⟧”.",
        "“⟦Bill and Melinda Gates Foundation¦We will pay⟧,” the Bill and Melinda Gates Foundation said.",
        "Northwind Airways grounded its jets on Sunday.\n\nThe carrier said it acted “⟦Northwind Airways¦out of caution⟧”.",
        "The Ministry of Fisheries set new rules on Monday.\n\nThe ministry said boats must “⟦Ministry of Fisheries¦report each catch⟧”.",
        "A spokesman for the manufacturer, Aerion, said: “⟦spokesman for the manufacturer, Aerion¦We support our customer.⟧”",
        "A statement from the gas company, Enerflow, read: “⟦Enerflow¦We are cooperating fully.⟧”",
        "“⟦Enerflow¦We are cooperating fully⟧,” said the gas company, Enerflow.",
        "The gas company, Enerflow, said: “⟦Enerflow¦We are cooperating fully.⟧”",
        "Aldo Riva has warned Europe to wake up. In an interview, the French president said it was at risk of “⟦Aldo Riva¦being erased⟧”.",
        "Starling and Hobbs said they were “⟦Starling and Hobbs¦not afraid⟧”.",
        "Fish and chips are cheap, Mark Holt said. “⟦Mark Holt¦We eat them daily⟧,” he said.",
        "Trams in Rotterdam, the mayor said, were “⟦mayor¦a disgrace⟧”.",
        "Department of Homeland Security spokeswoman Lena Ford said: “⟦Lena Ford¦The raids will go on.⟧”",
        "“⟦Department of Homeland Security¦The raids will go on⟧,” the Department of Homeland Security said.",
        "Bank of England Governor Ada Venn said: “⟦Ada Venn¦Rates will fall.⟧”",
    ]);
}

#[test]
fn turned_round_and_second_hand() {
    check_all(&[
        "Said Transport Minister Ada Venn: “⟦Ada Venn¦There are no plans.⟧”",
        "Added Holt: “⟦Holt¦I was wrong.⟧”",
        "Wrote Ada Venn on her page: “⟦Ada Venn¦See you in court.⟧”",
        "It is, said Mr Tan, “⟦Tan¦a disaster waiting to happen⟧”.",
        "The plan was, Ada Venn said, “⟦Ada Venn¦a gift to nobody⟧”.",
        "The pier is, according to Ada Venn, “⟦Ada Venn¦a wreck⟧”.",
        "The Courier quoted Mr Lowe as saying: “⟦Lowe¦I do not know him.⟧”",
        "Local media quoted the mayor, Ada Venn, as saying the bridge was “⟦Ada Venn¦beyond repair⟧”.",
        "“⟦Lowe¦I do not know him⟧,” Mr Lowe was quoted as saying.",
        "“⟦Ada Venn¦I do not know him⟧,” Ada Venn was quoted as saying by the Courier.",
        "Ada Venn was quoted as saying: “⟦Ada Venn¦I do not know him.⟧”",
        "Minister: ‘⟦Minister¦No plans⟧’ to raise fuel duty\n\nThe duty stays as it is.",
        "Mayor of Sund defends ferry ban: ‘⟦Ada Venn¦We will not bend⟧’\n\nAda Venn, the mayor of Sund, has kept the ban.",
        "‘treated fund as piggy bank’, court told\n\nA banker took the money.",
        "The ministry defended the strikes as “⟦ministry¦necessary and proportionate⟧”.",
        "The line justified the fare rise as “⟦line¦long overdue⟧”.",
        "The judge rebuked the firm for “⟦judge¦a reckless gamble with lives⟧”.",
        "Ada Venn referred to the deal as “⟦Ada Venn¦a stitch-up⟧”.",
        "Ada Venn spoke of “⟦Ada Venn¦a betrayal of the islands⟧”.",
        "Ada Venn lauded the crews as “⟦Ada Venn¦heroes of the night⟧”.",
        "“⟦Ada Venn¦Good faith!⟧” Ada Venn snorts. “⟦+¦They sent a man with a tape.⟧”",
        "“⟦Ada Venn¦Who knew?⟧” Venn shrugs. “⟦+¦I never read it.⟧”\n\nAda Venn runs the bar.",
        "“⟦Ada Venn¦It is late⟧,” sighs Ada Venn.",
    ]);
}

#[test]
fn no_speech_and_whose_full_stop() {
    check_all(&[
        "The prints are older than thought, according to a study in the journal “Arctic Letters.”",
        "The tabloids have dubbed the pair “Merzcron”.",
        "Fans nicknamed her “The Hammer”.",
        "Critics have dubbed the plan “⟦Critics¦a tax on the poor⟧”.",
        "Holt called the ruling “⟦Holt¦TOTALLY ILLEGAL⟧.”",
        "Holt called the finding “⟦Holt¦Wrong and unfair⟧.”",
        "Venn said families waited “⟦Venn¦273 days for a check⟧.”",
        "Venn said the fund paid “⟦Venn¦$4 million for a shed⟧.”",
        "Venn said: “⟦Venn¦273 days is too long.⟧”",
        "Venn said, “⟦Venn¦273 days is too long.⟧”",
        "Holt called her saying that “⟦Holt¦it was over⟧”.",
        "Ada Venn told Holt “⟦Ada Venn¦We will go.⟧”",
        "Fans christened the pair “Sundlund”.",
        "The two had called themselves “the Wolf Pack”.",
        "Doctors wrote in the newsletter “Coastal Medicine”.",
        "Holt branded his own warning “⟦Holt¦Laughable⟧.”",
        "Venn said crews had “⟦Venn¦3,000 reasons to strike⟧.”",
    ]);
}

#[test]
fn left_out_letters() {
    check_all(&[
        "‘⟦Orlo Venn¦Rock ’n’ roll wasn’t a brand; it was ours⟧,’ said Orlo Venn.",
        "'⟦Orlo Venn¦Rock 'n' roll wasn't a brand; it was ours⟧,' said Orlo Venn.",
        "‘⟦Orlo Venn¦We sold fish ’n’ chips to kings⟧,’ said Orlo Venn.",
        "“⟦Orlo Venn¦It was drum ’n’ bass or nothing⟧,” said Orlo Venn.",
        "Orlo Venn called it ‘⟦Orlo Venn¦a rock ’n’ roll funeral⟧’.",
        "‘⟦Orlo Venn¦Guns ’N’ Roses were late⟧,’ said Orlo Venn.",
        "“⟦Orlo Venn¦The salt 'n' vinegar is ours⟧,” said Orlo Venn.",
        "Orlo Venn sang ‘⟦Orlo Venn¦Rock ’n’ roll will never die⟧’.",
        "‘⟦Orlo Venn¦It’s the ’90s again⟧,’ said Orlo Venn. ‘⟦+¦Drum ’n’ bass is back.⟧’",
        "The crews’ “rock ’n’ roll” days are over.",
        "‘⟦Orlo Venn¦We kept ’em out⟧,’ said Orlo Venn, the pubs’ spokesman.",
        "‘⟦Orlo Venn¦The judges’ decision isn’t the players’ fault⟧,’ said Orlo Venn.",
    ]);
}

#[test]
fn inserted_inside_the_marks() {
    check_all(&[
        "La maire de Brissac est fâchée. « ⟦Karim Marchand¦On ne demande pas la lune⟧, a répondu Karim Marchand, délégué CGT, ⟦+¦on demande ce qui nous est dû.⟧ »",
        "Le maire et la préfète sont venus. « ⟦Luc Berthier¦Nous partons⟧, a dit Luc Berthier, ⟦+¦demain, si le vent le permet.⟧ »",
        "Il sindaco ha parlato nella sala. «⟦Anna Galli¦È la prova⟧ – ha commentato Anna Galli, presidente di Legambiente – ⟦+¦che nessuno ha riparato i tubi⟧».",
        "Il consiglio si è riunito con la giunta. «⟦Carlo Ferri¦Non abbiamo scelta⟧, ha detto Carlo Ferri, ⟦+¦e non la avremo domani.⟧»",
        "La ministra habló en el Congreso de los diputados. «⟦Javier Salas¦No nos fiamos⟧ —dijo Javier Salas— ⟦+¦y no vamos a firmar.⟧»",
        "La ministra habló en el Congreso de los diputados. «⟦Javier Salas¦No nos fiamos⟧, dijo Javier Salas, ⟦+¦y no vamos a firmar.⟧»",
        "Le directeur de la gare a parlé. « ⟦Nadia Roux¦Je l’ai dit au préfet, la ligne est morte⟧ », a déclaré Nadia Roux.",
        "Le directeur de la gare a parlé. « ⟦Nadia Roux¦Le maire, Paul Roy, a menti et il le sait⟧ », a déclaré Nadia Roux.",
        "«⟦Anna Galli¦Non ci fermeremo⟧», ha detto Anna Galli al consiglio. «⟦+¦Andremo avanti.⟧»",
        "« ⟦Luc Berthier¦Nous partons⟧, ajoute Luc Berthier, 45 ans, ⟦+¦et nous ne reviendrons pas.⟧ » Le maire et la préfète le savent.",
        "La ville est en grève. « ⟦Nadia Roux¦C’est fini⟧ », a dit Nadia Roux, la directrice.",
        "El alcalde habló en la plaza de los barcos. «⟦Lucía Ortega¦El puerto es nuestro⟧ —afirmó Lucía Ortega, portavoz de los barqueros—⟦+¦, y así seguirá.⟧»",
    ]);
}

#[test]
fn as_papers_have_it() {
    check_all(&[
        "MARLOW — Speaker Orlo Venn ran late on Monday, telling members that failure was “⟦Orlo Venn¦not on the list⟧.”",
        "OSLO/BERGEN, May 14 (Coast Wire) - Swiss carmaker Novard cut its forecast, citing tariffs and what it called “⟦Novard¦a weaker spring⟧”.",
        "Abek-Sund, which speaks for packers including Boreal SA (BOR3.SA), described the rules as “⟦Abek-Sund¦beyond reach⟧”.",
        "Ada Venn shrugged. A sign behind him said “Quiet Please.”",
        "A boy read aloud from “The Sea of Salt”.",
        "The Rivers League was angry. The charity will sue unless ministers, in its words, “⟦Rivers League¦stop marking their own work⟧”.",
        "Brightwell Care, which runs 14 homes, met inspectors. “⟦Alan Holt¦I complained⟧,” Alan Holt told the Courier. “⟦Brightwell Care¦We are sorry⟧,” the company said.",
        "Orlo Venn left the set in a rage. The plumber, 33, tore off his apron and yelled: “⟦Orlo Venn¦I am not standing here for this!⟧”",
        "Ada Venn, the local MP, met them. The Labour MP added: “⟦Ada Venn¦Somebody must answer for it.⟧”",
        "They found wires bare, call bells unplugged and a hall that smelled “strongly of damp”.",
        "The rebels denied it, with a spokesman, Col Juri Tumb, accusing the army of “⟦Juri Tumb¦staging crimes to order⟧”.",
        "The envoy of the League said it was “⟦envoy of the League¦a start⟧”. For Ada Venn, it came too late. “⟦Ada Venn¦Let them sleep here⟧,” she said.",
        "Rufus Holt posted a picture of a bin with the caption: “⟦Rufus Holt¦My last stand.⟧”",
        "The council said it would not shrink from “⟦council¦all legal means⟧” open to it.",
        "TrellisLine, which runs the buses, was blamed. “⟦spokesperson for TrellisLine¦We fell short⟧,” a spokesperson for the operator said.",
        "Ada Venn accepted that there had been “⟦Ada Venn¦missed chances⟧”.",
        "“⟦April Venn¦It was cold⟧,” said April Venn. In April Holt left. “⟦April Venn¦I stayed⟧,” she said.",
        "Analyst Bo Liu was scathing about Mark Thiel.\n\nA company spokeswoman would not say whether Thiel would be paid.\n\n“⟦company spokeswoman¦We do not comment⟧,” she said.",
        "One docker, who asked to be called Sam, waited. “⟦Sam¦My feet bleed⟧,” he said.",
        "Britain’s Post Office will pay, ministers say. Talks are over. Nobody was jailed. Letters were sent. The Courier could not reach Novard. The company has said it was “⟦Novard¦deeply sorry⟧”.",
    ]);
}

#[test]
fn in_russian() {
    check_all(&[
        "Паром стоял у причала, и на нём не было людей. «⟦Анна Соколова¦Мост откроют до зимы⟧», — сказала Анна Соколова журналистам.",
        "Глава ведомства Иван Петров заявил: «⟦Иван Петров¦Денег на ремонт в этом году не будет⟧».",
        "«⟦Мария Орлова¦Никто нас не предупредил⟧», — рассказала жительница села Мария Орлова.",
        "По словам директора музея Олега Фомина, «⟦Олега Фомина¦крыша течёт с весны⟧».",
        "«⟦Виталий Рогов¦Это была ошибка⟧», — отметил министр транспорта Виталий Рогов. «⟦+¦Мы её исправим⟧», — добавил он.",
    ]);
}
