"""First names that are common in British schools, folded: a word in a text that is one may be a person. Not a list of anybody."""

_NAMES = """
    aaliyah aaron abbie abby abdul abdullah abigail abraham adam adele adeola adrian adriana agnes agnieszka ahmad ahmed aidan
    aileen aimee aisha aishah aisling akua alan alana alasdair alastair albert aled aleksandra alex alexa alexander alexandra
    alexis alfie alfred ali alice alicia alina alisha alison alistair allan allison alma alun alyssa amanda amelia amina aminah
    amir amira amy ana anastasia andrea andreas andrei andrew andrzej andy aneta angela angelica angharad angus anil anita ann
    anna annabel annabelle anne annette annie anthea anthony antoine anton antonia antonio antony anya arjun arthur asha ashley
    asif asma audrey ava ayesha ayo babs barbara barbora barry bartosz beata beatrice becca becky ben benedict benjamin bernadette
    bernard beryl bethan bethany bev beverley bilal blessing bob bobby bogdan brenda brian bridget bridie bronwen bruce bryan bryn
    caitlin callum calum cameron camilla carla carlos carly carmel carmen caroline carolyn carys caspar catherine cathy catrin
    cecilia cecily celia ceri chantelle charlene charles charlie charlotte chelsea cheryl chiara chidi chinedu chioma chloe chris
    christian christina christine christopher cindy ciara claire clara clare claudia claudine clive colette colin conor connor
    constance craig cristina cynthia daisy damian damien daniel daniela daniele danielle danny daphne daria darren dave david
    dawid deanna deborah debra debbie deirdre delia delroy denise dennis derek dermot desmond dev devi diana diane dominic
    dominik dominika donald donna dora doreen doris dorota dorothy dougal douglas duncan dylan ebony eddie edith edmund eduardo
    edward edwin efua eileen eilidh eirlys elaine eleanor elena eleri eliza elizabeth ella ellen ellie elliot elliott eloise elsa
    elsie elspeth emeka emil emilia emily emma emmanuel enid eric erica erin ernest esme esther ethan eugene euan eva evan eve
    evelyn ewa ewan fadumo faisal farah farhan farida fatima fatimah felicity felix ferdinand fergus fernando ffion finlay finn
    fiona flora florence folake frances francesca francis francisco frank frankie fraser fred freddie frederick freya gabriel
    gabriela gabriella gail gareth garry gary gavin gaynor gemma geoff geoffrey george georgia georgina gerald geraldine gerard
    gerry gethin ghulam gillian gina giorgia giovanni gladys glenda glenys gloria godfrey gordon graeme graham greg gregory
    greta grzegorz guillaume gurpreet gwen gwyneth gwyn habib hafsa haleema hamid hamish hamza hana hanif hannah hans harjit harold
    harpreet harriet harris harrison harry harsha hasan hassan hayley heather hector helen helena helga henry herbert hettie
    hilary hilda howard hugh hugo humphrey hussain hussein ian ibrahim ida ifeoma ikram imani imogen imran ines ingrid ioana
    iona ioan irena irene irina isaac isabel isabella isabelle isla ismail isobel ivan ivana iwan iwona jack jackie jacob
    jacqueline jacqui jade jagdeep jaime jake jamal james jamie jamila jan jana jane janet janice janine jared jaroslaw jasmin
    jasmine jason jasper javier jayden jean jeanette jeff jeffrey jemima jemma jen jenna jennie jennifer jenny jeremy jerome
    jess jesse jessica jessie jill jillian jim jimmy jo joan joana joanna joanne jocelyn jodie joe joel johan johanna john
    johnny jolanta jon jonah jonas jonathan jordan jorge jose josef joseph josephine josh joshua josie juan juanita judith judy
    julia julian juliana julie juliet julius justin justina kai kamal kamila kamran karen karim karin karina karl karolina kasia
    kate katarzyna katharine katherine kathleen kathryn kathy katie katrina katy kavita kayleigh keeley keira keith kelly kelvin
    ken kenneth kenny kerry kevin khadija khalid kieran kim kimberley kiran kirsten kirsty klara klaudia kofi konrad krishna
    krystyna krzysztof kwame kwasi kyle lakshmi lara larissa laszlo latifah laura lauren laurence lavinia layla leah leanne
    leila lena leo leon leona leonard leonie lesley leslie leszek lewis liam lidia liliana lilian lillian linda lindsay lindsey
    lionel lisa liz lizzie llinos lloyd logan lois lorena lorna lorraine lottie louis louisa louise lucas lucia lucinda lucy
    luigi luis luka lukasz luke luther lydia lyn lynda lynette lynne mabel maciej maddie madeleine magdalena mahmoud mahmood
    mairi malcolm malgorzata mandy manjit marcel marcia marcin marco marcus margaret margot maria mariam marian marianne marie
    marina mario marion marjorie marlon marta martha martin martina martyn mary maryam mateusz matilda matteo matthew maud
    maureen maurice mavis maxine maxwell maya meera megan mehmet mei melanie melissa mercedes meredith mervyn mia michael michal
    michelle mickey mike mikolaj mildred millicent millie mina minnie mira miranda miriam mitchell mo moazzam mohamed mohammad
    mohammed mohsin moira molly mona monica monika morag morgan moses muhammad muriel musa mustafa myfanwy myles myra myrtle nadia
    nadine nahid naomi nasreen natalia natalie natasha nathan nathaniel neha neil nelson nerys nesta ngozi nia niall niamh
    nicholas nicky nicola nicole nigel nikita nikki nina nisha noah noel nora noreen norma norman nuala nuria obi odette olaf
    oleksandr olga oliver olivia olu oluwaseun omar orla oscar oswald otis owain owen pablo paddy padraig pamela parveen pascal
    patricia patrick patsy paul paula pauline pavel pawel pedro peggy penelope perry peter petra phil philip philippa phillip
    phoebe phyllis pierre pippa piotr pooja poppy prakash priscilla priya przemyslaw quentin rachael rachel radoslaw rafael
    rafal rahul raj rajesh ralph ramesh rania raquel rashid raul raymond razia rebecca reece reg regina reginald renata renee
    reuben rhian rhiannon rhodri rhona rhys ricardo richard rita robbie robert roberta roberto robyn roderick rodney roger
    rohan roisin roland roman romana ron ronald ronan ronnie rory rosalie rosalind rosamund rosanna roseanne roshni rosie ross
    rowena roxanne roy rupert ruth ryan sabina sabrina sadia saeed safiya saima saira salim sally salma salman sam samantha
    samina samira samuel sandeep sandra sanjay santiago saoirse sara sarah sasha saul sean sebastian selina serena seren sergei
    shabana shahid shane shannon shanice sharon shaun shauna sheena sheila shelagh shelley shirin shirley shivani sian sibusiso
    sidney sienna silvia simon simone sinead siobhan skye slawomir sofia sonia sophia sophie stacey stan stanislaw stanley
    stefan stefania stella stephan stephanie stephen steve steven stewart stuart sunil sunita suresh susan susanna susannah susie
    suzanne svetlana sylvia tabitha tahir talia tamar tamara tamsin tanya tara tariq tasha tatiana taylah teddy teresa terence
    terry thea thelma theo theodore theresa thomas tiffany tilly tim timothy tina tobias toby tom tomas tomasz tommy toni tony
    tracey tracy trevor tristan trudy uche uma umar una ursula usman valentina valerie vanessa vera verity vernon veronica
    vicki vickie vicky victoria vijay vikram vincent viola viktor virginia vivian vivien vivienne vladimir walter wanda warren
    wayne wendy wesley wilfred wilhelmina william willow winifred winston wojciech wolfgang xander xavier yasin yasmin yasmina
    yetunde yolanda yousef yusuf yvette yvonne zac zach zachary zahid zahra zainab zak zara zbigniew zeinab zena zoe zofia
    zoltan zubair zuzanna
    aiden albie aleena amelie anaya arabella archie aria arlo aurora ayaan ayla bailey bella bonnie brandon caleb corey courtney
    darcie delilah demi elijah elodie evie ezra finley gracie grayson hallie harley harvey heidi inaya jaxon jenson jude kayla kian
    lexi lilly lola louie luca luna lyra maeve maisie mila myla nancy oakley ollie paige reggie riley scarlett tia tyler zain
    """
FIRST_NAMES = frozenset(_NAMES.split())
