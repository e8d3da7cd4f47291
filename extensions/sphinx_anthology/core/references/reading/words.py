"""Words that tell names of people from titles."""

from __future__ import annotations

_GIVEN_NAMES = """
aaron abigail adam adrian ahmed alain alan albert alejandro alessandro alex alexander alexandra
alexandre ali alice alison allen amanda amir amy ana anders andrea andreas andrew andy angela
anna anne anthony antoine antonio ari arnaud arne art arthur ashley audrey austin barbara barry
ben benjamin bernard bernhard bert beth betty bill björn bob brad brandon brendan brian bruce
bruno burton cameron carl carlos carol caroline cathy cecilia charles charlie charlotte cheryl
chloe chris christian christina christopher claire clara clive colin connor craig curtis cynthia
dale damian dan daniel danny daphne darren dave david dean deborah debra denis dennis derek
diana diane dieter dirk dmitri dmitry dominic dominik don donald donna doris doug douglas drew
dylan eduardo edward elena eli elias elizabeth ella ellen ellie elon emil emilio emily emma
emmanuel enrico eric erica erich erik erika ernest ernst esther ethan eugene eva evan fabian
fabrice federico felix fernando florian frances francesca francesco francis francisco francois
frank franz françois fred frederic frederick friedrich fritz frédéric gabriel gary gavin geoff
geoffrey george gerald gerard gerhard gilbert giovanni giulia glenn gordon grace graham greg
gregory greta guido guillaume gustav guy günter hannah hans harold harriet harry heather
heinrich heinz helen helena henry herbert herman hermann hilary holger howard hubert hugo ian
ingrid irene iris isaac isabel ivan jack jacob jacqueline jacques jake jakob jakub james jamie
jan jane jared jason javier jean jeff jeffery jeffrey jennifer jens jeremy jerome jerry jessica
jessie jesus jill jim jimmy jiří jo joachim joan joann joanna jochen joe joel johan johannes
john johnny jon jonah jonas jonathan jordan jorge jose josef joseph josh joshua josé joyce juan
judith julia julian julie julien julio justin jürgen jüri kai karen karin karl karsten kate
katharina katherine kathy katie keiko keith kelly ken kenji kenneth kent kevin kim kristen
kristin kurt kyle larry lars laura lauren laurence laurent leah lee leo leon leonard leslie
lewis liam lillian lily linda lisa liz loic lorenzo louis louise luc luca lucas lucia lucy
ludwig luigi luis lukas luke lynn madeleine maggie malcolm manuel marc marcel marcin marco
marcus margaret maria marie marina mario marion marjorie mark markus marshall marta martha
martin mary mathieu matias matt matteo matthew matthias maurice max maxim maxime megan melanie
melinda melissa mia michael michal michel michelle mick miguel mikael mike mikhail milan miriam
mitchell mohamed mohammad mohammed moritz morten nancy natalie natasha nathalie nathan nathaniel
ned neil nicholas nick nicola nicolas nicole niels nigel nikita niklas nils nina noah noam noel
nora norman olaf ole olga oliver olivia olivier oscar otto owen pablo pamela paolo pascal
patricia patrick patti paul paula pavel pedro penny per peter petra phil philip philipp philippe
pierre pieter piotr quentin quinn rachel rafael rainer raj ralf ralph ramon randall randy
raphael raul ravi ray raymond rebecca rebekah reinhard remy rene renee rené ricardo rich richard
rick rita rob robbie robert roberta roberto robin rodney rodrigo roger roland rolf romain roman
ron ronald rosa rosalind rose rosie ross roy rudolf rupert russell ruth ryan sabine sally
salvatore sam samantha samir samuel sandra sandy sanjay sara sarah sascha satoshi scott sean
sebastian sergei sergey sergio seth shane sharon shawn sheila sherry shirley sidney silvia simon
simone sonia sonja sophia sophie spencer stacy stan stanley stefan stella stephan stephane
stephanie stephen steve steven stuart sue sung susan susanna susanne svante sven sylvain sylvia
takashi tamara tanja tanya tara taylor ted teresa terry tess tessa theo theodore thibault
thierry thomas tim timothy tina tobias todd tom tomas tommaso tommy tony torsten tracy travis
trevor trisha tristan tyler udo ulrich ursula uwe valentin valerie vanessa vera vernon veronica
victor victoria vijay vikram viktor vincent vincenzo virginia vivian vladimir wade walter warren
wayne wendy will william wolfgang xavier yann yasmin yoshua yuki yuri yuval yves yvonne zach
zachary zoe
"""
_TITLE_WORDS = """
a advanced algorithm algorithms an and api applied apps art artificial attention basic basics
best better big blog book books building business chapter chinese cloud code complete computer
computers core course data database deep design developer development digital docker docs
document documents effective efficient elements essay essays example examples explained fast
first foundation foundations free from full functional functions fundamentals general getting
google graph graphs guide handbook high history home how human image images improved in
information inside intelligence intelligent internals international internet interview into
introducing introduction is java javascript journal kernel knowledge kubernetes language
languages large lecture lectures linear linux list machine making manual map mathematics memory
mental method methods microservices microsoft model models modern multiple national natural
nature network networks neural new news notes object of official on open operating optimal or
paper papers part patterns people performance practical practice primer principles problem
problems process processes product program programs project python quick random rapid real
recent reference references release report research review robust rust science sciences
scientific search second security self semantic series service simple simplified site small
social software some source spark special standard state statistical statistics story structure
structured studies study support system systems team technical technology text the theory thesis
things time to tools toward towards transfer tutorial understanding unified united university
user users using video view visual web what when why wiki with work world your
"""

GIVEN = frozenset(_GIVEN_NAMES.split())  # given names, folded
COMMON = frozenset(_TITLE_WORDS.split())  # words of titles and bodies that hardly any name has
