"""More ways to say what `domains_people.py` says, for training only. Notation: `domains.py`."""

PHRASINGS: dict[str, tuple[str, str]] = {
    "person": (
        """
        has just had {his} {age}th birthday
        is [not yet|almost|about|around|nearly] {age}
        is {age}, married and lives in {city}{married=true}
        is {age}, [single|divorced] and lives in {city}{married=false}
        [spends the year|spends most of the time|feels at home] in {city}
        [commutes from|travels in from|drives in from] {city} [every day|each morning|]
        [has always lived|never lived anywhere but|has been living for years] in {city}
        [makes a living|makes ends meet|earns a living|is employed|is registered] as {job:a}
        [trained|qualified|was educated] as {job:a} [in {country}|]
        [found work|got a job|started out] as {job:a} at {company}
        [has left|quit|resigned from] {company}
        [holds a post|holds a position|has a contract|is on the payroll|is on the staff] at {company}
        [represents|speaks for|manages sales at|runs a team at|freelances for] {company}
        [takes home|is paid|brings in|gets] {salary} [a year|per year|annually|before tax]
        [was offered|accepted|negotiated] {salary} [a year|per annum] at {company}
        [answers|reads] mail at {email}
        [picks up|answers|is available|takes calls] [at|on] {phone}
        [blew out the candles|came into the world|first saw the light of day] on {birthday}
        [gives|states] {birthday} as {his} date of birth
        [taught {himself}|picked up|has mastered|brings] {skills}
        [took courses in|holds certificates in|is known for] {skills}
        [spends evenings on|fills weekends with] {hobbies}
        [understands|can speak|grew up speaking|gets by in|learned] {languages}
        is [the father|the mother|a parent] of {children}
        is raising {children} [kids|children] [with {spouse}|]
        [packed up in|said goodbye to|gave up a flat in] {old_city} and [headed to|started over in|found a home in] {new_city}
        [traded|exchanged] life in {old_city} for {new_city}
        [transferred|was sent|was posted] from {old_city} to {new_city} [by {company}|]
        has [been gone from|turned {his} back on] {old_city} and [is now|is today] [at home|settled] in {new_city}
        [shares a home|shares {his} life|is together] with {spouse}
        [wed|married] {spouse} [last summer|in June|long ago]{married=true}
        [ties the knot with|tied the knot with] {spouse}{married=true}
        has never been married{married=false}
        [smokes a pack a day|likes a cigarette|has not quit smoking|is a smoker]{smoker=true}
        [quit smoking|stays away from cigarettes|does not touch cigarettes|is smoke-free]{smoker=false}
        [looks back on|can point to|brings along] {experience} years [of practice|of experience|in the trade|on the job]
        has been {job:a} for {experience} years
        has been with {company} for {experience} years
        [is a native of|has a passport from|carries a passport of|holds citizenship of] {country}
        [is employed|has been working|started working|is working] [at|for] {company} [as {job:a}|]
        [was|is] born and raised in {country}
        [turns|will turn|just turned] {age} [on {birthday}|this week|]
        [can|may] be [contacted|phoned|rung] [on|at|under] {phone}
        [goes by|is registered under] {email}
        [does|goes in for|has taken up] {hobbies}
        [left|gave up] {old_city} and [moved on to|went to|chose] {new_city}
        [does the job of|is working as|was trained as|is now] {job:a}
        [is at|left|knows people at|has shares in|has an office at] {company}
        [is the husband of|is the wife of|is the partner of|was seen with] {spouse}
        [stays|sleeps|works|studies|spends the week] in {city}
        [draws a salary from|collects a wage from|answers to the boss of|carries the badge of] {company}
        [never leaves|loves|knows every corner of|votes in|pays taxes in] {city}
        [lived|worked|studied|spent ten years] in {old_city} before [moving to|coming to|settling in] {new_city}
        [has been engaged to|is in love with|lives under one roof with] {spouse}
        """,
        """
        {S}, aged {age}, [resides|is resident|has a home] in {city}.
        In {city} [lives|works|there lives] {S}, {job:a} of {age}.
        {city} is where {S} [lives|has a home|grew up].
        {city} is home to {S}, {age}.
        [It was|It is] {S} [from {city} |]who [called|asked|wrote|complained]; [age|aged] {age}.
        What does {S} do? {job:a:cap} at {company}.
        Who is {S}? {job:a:cap} from {city}, {age} years old.
        [Among the guests was|Next to me sat|On the phone was|At the door stood] {S}, {job:a} from {city}.
        {S} - {job}, {company}, {city}.
        {S} | {job} | {company} | {email}
        {S} / {age} / {city} / {job}
        {S}, {company}: {phone}, {email}.
        [From|Sender|Author]: {S}, {email}.
        {S} ({job}, {company}) [signed|wrote this|replied|agreed].
        [Signed|Yours|Kind regards|Best wishes|Cheers], {S}, {job}, {company}, {phone}
        [Kind regards|Many thanks|Best] from {city}, {S}
        {company} [promoted|appointed|recruited|took on|fired] {S} [as|to be] {job}.
        {company}'s {job} is [called |]{S}.
        At {company}, {S} [is|works as] {job:a} [and earns {salary}|].
        [The person in charge at|The person to ask at|Our contact at] {company} is {S}, {phone}.
        The birth date of {S} is {birthday}.
        {S's} [birthday|date of birth] is {birthday}.
        {birthday} is the day when {S} was born.
        [Happy birthday|Congratulations], {S}! {age} years today.
        [To reach|To contact|For] {S}: {email}[, {phone}|].
        {S} gave me {his} [number|mobile number], {phone}.
        The [phone|mobile|cell|extension] of {S} is {phone}.
        {email} belongs to {S}.
        {phone} is [the number|the mobile|the landline] of {S}.
        [Mail|Messages|Letters] for {S} should go to {email}.
        {S} left {company} [to join|for] a competitor and [lives|stays] in {city}.
        {S} was born and raised in {old_city} but [ended up in|is happier in|prefers] {new_city}.
        It was from {old_city} that {S} [moved|came] to {new_city}.
        [From|Out of] {old_city} to {new_city}: {S} has [moved|relocated].
        {S} [is moving|will move|plans to move|wants to go] from {old_city} to {new_city} [soon|next year|in autumn|].
        {S} [is moving|will move|plans to move] to {new_city}[, away from {old_city}|].
        {old_city} was too [loud|small|expensive] for {S}, so {new_city} it is.
        {old_city} [lost|says goodbye to] {S}, {new_city} [gains|welcomes] a new citizen.
        [Having left|Coming from] {old_city}, {S} [settled down|bought a house|found a job] in {new_city}.
        {S} [said|told us] that {old_city} was [home|nice], but [moved on|left] to {new_city}.
        [Not|No longer] in {old_city} but in {new_city}: that is where {S} lives.
        [New address|Change of address]: {S} moved to {new_city} (formerly {old_city}).
        {S} swims, reads and works as {job:a} for {company}.
        {S's} [partner|other half|better half|spouse] is called {spouse}.
        {spouse} [is married to|is the wife of|is the husband of] {S}{married=true}.
        {S} and {spouse} [got married|celebrated their wedding]{married=true} in {city}.
        {S}, [mother|father|parent] of {children}, [works|is employed] [at|by] {company}.
        [Skills|Strengths|Strong points] of {S}: {skills}.
        {skills} [are what|is what] {S} [does best|knows best|is best at].
        [When it comes to|If you need help with] {skills}, ask {S}.
        {S} is {job:a} with [skills in|a talent for|a knack for|good knowledge of] {skills}.
        {S}, {job:a} by trade, [can do|handles|masters|offers] {skills}.
        {S} works as {job:a} and [has learned|has training in|shines at|teaches] {skills}.
        {hobbies} [are|is] [what {S} does for fun|what {S} lives for|the hobby of {S}].
        [On Sundays|After work|On holidays], {S} [has time for|goes in for|enjoys] {hobbies}.
        {S} speaks [not only|both] {languages}.
        [Languages|Mother tongue and others]: {languages}. [Name|Person]: {S}.
        {S}'s yearly [pay|salary] is {salary}.
        The [pay|salary] of {S} [is|amounts to|was raised to] {salary}.
        [How old is|What age is] {S}? {age}!
        {S} says "I am {age}".
        {S}: {age} [y/o|yrs|years], {city}.
        {S}, {age}, {city}.
        {S}, {job}, {age}
        {S} (b. {birthday}) [is|works as] {job:a} in {city}.
        {S} [is a citizen of|comes originally from|flew in from|holds a passport of] {country}.
        [I met|We met|Yesterday I saw|I spoke to|We interviewed|They hired] {S}, {job:a} [living|based] in {city}.
        [Last week|Two days ago|On Monday], {S} [from|of] {company} [visited us|dropped by|sent an offer].
        {S} [called|rang|phoned] about [the offer|a repair|the invoice|an appointment]; [you can|please] call back [on|at] {phone}.
        {S} from {company} [called|rang|phoned] about [the offer|a repair|the order].
        {S} [called|phoned] and [left|gave] [a number|{his} number]: {phone}.
        [Missed call|Voicemail|Message] from {S}, {phone}.
        Applicant: {S}, {age}. Experience: {experience} years as {job:a}.
        {S} [applied|has applied] [to|at] {company} as {job:a}[ and asks for {salary}|].
        {job:cap} {S} [lives|works] in {city}.
        {job:cap} {S} ({age}) [works for|joined|left] {company}.
        {S}, {age}, {city}, [works as|is] {job:a}.
        {S} of {city} is {age} [years old|].
        {S} from {city} [is|works as] {job:a} [at {company}|].
        {S} from {country} [lives|works] in {city} [as {job:a}|].
        {S} [lives|has lived] in {city} [since {birthday}|] and is {age}.
        {S} [is employed|works] in {city} [as {job:a}|for {company}].
        {S} [earns|makes|gets] {salary} [at|from] {company}.
        {S} [has|is a parent of] {children} [kids|children] and lives in {city}.
        {S} is [new at|now with|no longer with|back at] {company}.
        {S} [answers|can be reached under] {phone} or {email}.
        {S} has [a new job|a new number|a new address]: {phone}.
        {S} [loves|enjoys|spends weekends with] {hobbies} and [speaks|knows] {languages}.
        {S} [arrived|came] in {new_city} [from {old_city} |]years ago.
        {S} [was|used to be] at home in {old_city}; [today it is|now it is|the new city is] {new_city}.
        {S} now lives in {new_city} [after leaving|after years in|instead of] {old_city}.
        {S}, [formerly|once|until recently] of {old_city}, [lives|is] in {new_city}.
        [As|Being] {job:a}, {S} [earns {salary}|works for {company}|lives in {city}].
        [In|At] {company}, {S} is {job:a}.
        [Our|The] {job} {S} [is {age}|lives in {city}|comes from {country}].
        [My|Our] neighbour {S} is {job:a} [at {company}|from {city}|].
        [A|One] {S} from {company} [called|wrote|asked]; [phone|number] {phone}.
        [A|One] {age}-year-old from {city}, {S}, [won|wrote|asked].
        {age} [years|years old] and {job:a}: {S} [from {city}|].
        {company} employs {S} as {job:a}.
        {company} pays {S} {salary}.
        {spouse} and {S} [live|moved] together [in {city}|to {new_city}].
        {phone}, [that is|ask for|belongs to] {S}[ from {company}|].
        {email} ({S}, {company})
        [Name|Full name]: {S}. [Age]: {age}. [City|Lives in]: {city}.
        [Name]: {S}. [Job|Profession]: {job}. [Skills]: {skills}.
        [By profession|By trade], {S} is {job:a}.
        {S} is {job:a} [by trade|by profession|and loves it|].
        {S}'s [work|trade|position|occupation] is [that of |]{job:a}.
        [Works for|Company|Employer|Firm]: {company}.
        [City|Lives in|Home|Based in]: {city}.
        {spouse} is the [wife|husband|partner|spouse] of {S}.
        {S} and {spouse} are [a couple|partners|together].
        [The employer of|The company of] {S} is {company}.
        {company} is where {S} works[ as {job:a}|].
        The [home town|home|city] of {S} is {city}.
        [You meet|Visit|Find] {S} in {city}.
        [In the office of|At the desk of] {company} [sits|works] {S}.
        [Born in|A native of] {country}, {S} [works|lives] in {city}.
        The country of {S} is {country}.
        {S} ([partner|spouse]: {spouse}) lives in {city}.
        {S} [fell in love with|is engaged to|lives with] {spouse}[ in {city}|].
        {S} [lived|worked|was] in {old_city} [before|until] [the move|moving] to {new_city}.
        {S} [came|went] to {new_city}, having [lived|worked] in {old_city}.
        [First|Before] {old_city}, [then|now] {new_city}: [that is the story of|so went the life of] {S}.
        {old_city} is [where {S} used to live|the old home of {S}|behind {S}][, {new_city} is the new one|].
        {S} [signs letters as|is paid as|calls {himself}] {job:a} [of|at] {company}.
        {company} has [a new|a] {job}, {S}[ from {city}|].
        {company} and {S} [signed a contract|go separate ways|work together].
        [Job title|Title|Position] of {S}: {job}.
        {job:cap} at {company}: {S}.
        {city}: {S}, {job}[, {company}|].
        """,
    ),
    "job opening": (
        """
        [offers|includes] [a pay of|a salary of] {salary}
        is [open|advertised|available|to be filled] at {company}
        is [open|vacant] in {city}
        [lets you work|allows you to work] from [home|anywhere|the beach]{remote=true}
        [is an office job|needs you at the desk in {city}|takes place in the office]{remote=false}
        [calls for|demands|builds on|involves] {skills}
        [expects|presupposes] {experience} years in a similar role
        reports to {contact}
        [belongs to|sits in|is part of] the {department} [department|team|unit]
        [takes|covers] {hours} hours a week
        [can be started|is to be filled] [on|from] {start}
        [closes|stays open until|can be applied for until] {deadline}
        [comes with|means|is a job of] {hours} hours [a week|per week|weekly]
        [is paid|is paid with|earns you|brings] {salary} [a year|]
        [is for people who know|involves] {skills}
        [is at|belongs to] {company}
        """,
        """
        {company} [seeks|needs|wants] {S:a} [for|at] {salary} [a year|per year].
        {company} in {city} [offers|advertises|has] [a job|a position|work] for {S:a}.
        {company} pays {salary} [to|for] {S:a}.
        {company}, {city}: {S} [wanted|needed|(m/f)].
        [Wanted|We seek]: {S}. [Pay|Salary]: {salary}. [Place|Where]: {city}.
        [New job|Job ad|Job offer|Career news]: {company} {city}, {S}, {salary}.
        {S} ({level}), {company}, {city}.
        {S} - {company} - {city} - {salary}
        {S}, {company}, [apply until|deadline] {deadline}.
        {S} at {company}: {salary}, {hours} hours [a week|per week].
        [The job of|The position of|The post of] {S} at {company} is [vacant|open|still free].
        [A|One] [job|position|post] as {S} is open at {company}[ in {city}|].
        [An opening|A vacancy] for {S:a} [was posted|exists] at {company}.
        [There is|We have] an opening for {S:a} [in|at our site in] {city}.
        [Want to work|Would you like to work|Interested in working|Fancy working] as {S:a} [for|at] {company}?
        [Do you live in|Are you from] {city}? {company} [offers you a job as|hires you as] {S}.
        [My|Our] company, {company}, [still has no|lacks|needs] {S}.
        [It is|That is] {company} that is hiring {S:a}.
        What {company} needs is {S:a}.
        What {company} pays {S:a} is {salary}.
        {salary} is what {company} pays {S:a}.
        [For|With] {salary} a year you can be {S:a} at {company}.
        The [salary|pay] [is|lies at|starts at|will be] {salary} [a year|], the place of work [is|will be] {city}.
        [Earn|You earn|You will get|You receive] {salary} [a year|annually|per year].
        [Annual pay|Yearly salary|Compensation]: {salary}.
        {salary} [a year|p.a.|annually][, remote|, work from home|, home office]{remote=true}.
        {salary} [a year|p.a.], [on site|no remote work|office only]{remote=false}.
        [No need to come to the office|You never have to commute|Work wherever you like]{remote=true}.
        [We do not offer remote work|You work in our office|Presence is required|No home office]{remote=false}.
        The [position|job|work] is [full-time|a full-time one]{full_time=true}.
        The [position|job|work] is [part-time|a part-time one]{full_time=false}.
        [Requirements|Your profile|Must have|Skills]: {skills}.
        [Knowledge of|Experience with|Skills in] {skills} [is a must|is expected|is needed|helps].
        {skills} should not be new to you.
        [Candidates|Applicants] need {experience} years of experience.
        [We want|Bring|You have] {experience}+ years of experience.
        [The contact is|Ask|Write to|Talk to] {contact}[ ({email})|].
        {contact} [is in charge of|handles|reads] the applications.
        {contact} from {department} [answers questions|helps you].
        [The deadline is|Deadline:|Last day to apply:] {deadline}.
        [The job starts|You start|Start] on {start}.
        You would [start|begin] on {start} in {department}.
        The [team|department] is {department}.
        [Level|Seniority]: {level}.
        It is a {level} [role|position|job].
        The week has {hours} hours.
        [Working hours|Hours|Weekly hours|Working time] [:|are|=] {hours}.
        [You work|The week has|It is a week of|Expect] {hours} hours[ a week| per week|].
        [It is|This is|We offer] a {hours}-hour week.
        [Salary|Pay|Wage|Money] [:|is|=] {salary}[ a year| per year|].
        [Mail|Write to|Send an email to|Email|Applications]: {email}.
        [Your application goes to|Send everything to|Reach us at] {email}.
        [Company|Employer|Firm]: {company}. [Title|Position|Role]: {S}.
        [The employer is|The company is|The firm is called] {company}.
        [The title is|The position is called|The role is|You will be] {S}.
        {company} [has a vacancy for|is advertising for|would employ|will hire] {S:a}.
        {company} [posted|published|announced] a job: {S}.
        {company} [expects|asks for|wants] {skills}[ from {S:a}|].
        [Ideal candidates|You|A good candidate] [know|bring|master|can do] {skills}.
        {S:a:cap} at {company} [earns|gets|makes] {salary}.
        {S:a:cap} [is needed|is wanted|is missing] [at {company}|in {city}|].
        [Remote|Home office|Telework]: [yes|possible|allowed]{remote=true}.
        [Remote|Home office|Telework]: [no|not possible]{remote=false}.
        """,
    ),
    "patient visit": (
        """
        [is under the care of|is treated by|was seen by|consulted|is a patient of] {doctor}
        [has been diagnosed with|has had|struggles with|came because of|was brought in with] {condition}
        [is on|needs|swallows|is to take|will be given] {medicine}
        [has a fever of|runs a temperature of|measured] {temperature} degrees
        cannot eat {allergies}
        [is covered by insurance|carries an insurance card]{insured=true}
        [pays out of pocket|is without insurance]{insured=false}
        [lies in|is a patient in|was referred to] {department}
        [is expected back|has to come again|will be checked again] on {follow_up}
        """,
        """
        {doctor} [has an appointment with|is the doctor of|takes care of|is responsible for|operated on] {S}.
        {doctor} [has time for|will be seeing|has scheduled|will receive|meets] {S} on {date}[ at {time}|].
        {doctor} [put|wrote] {S} [down|in the book] for {date}.
        {doctor} told {S} to [take|stop taking] {medicine}.
        {doctor} [advised|wants] {S} to take {dose} mg of {medicine}.
        {doctor} [found|suspects|noticed|confirmed] {condition} in {S}.
        {doctor}, {clinic}, [sees|saw] {S} on {date}.
        [It was|It is] {doctor} who [treats|saw|examined] {S}.
        [With|By] {doctor}, {S} is [in good hands|well looked after].
        {S} [will be examined by|will be seen by|goes to|should see|must see|is due to see] {doctor} on {date}.
        {S} will [see|visit|consult] {doctor} [on {date} |]at {time}.
        {S} was [at the office of|with] {doctor} on {date}.
        {S}, {condition}, {doctor}, {date}
        {S}: {condition}. [Treated by|Doctor]: {doctor}.
        [On|As of] {date}, {S} [saw|visited|was with] {doctor} [about|because of|for] {condition}.
        [Next|New] appointment: {S} [with|/|and] {doctor}, {date}, {time}.
        Dear {S}, {doctor} [will see you|expects you|is waiting for you] on {date}[ at {time}|].
        [The patient|Patient] {S} [has|suffers from|reports] {condition}.
        [Patient|Name]: {S}. [Complaint|Diagnosis]: {condition}. Doctor: {doctor}.
        [Who treats|Who saw] {S}? {doctor}.
        [When does|When will] {S} see {doctor}? On {date}.
        The doctor [of|treating] {S} is {doctor}.
        {S's} [doctor|physician] is {doctor}.
        {S's} [diagnosis|condition|illness] is {condition}.
        For {condition}, {S} [takes|got|uses] {medicine}.
        {medicine}, {dose} mg, [was prescribed to|was given to|for] {S}.
        The [dose|dosage] is {dose} mg [a day|daily|twice a day].
        {dose} mg of {medicine} [a day|daily|in the morning].
        [Medication|Prescription|Rx]: {medicine} {dose} mg.
        {condition} was [found|diagnosed|treated] [by {doctor} |]on {date}.
        {condition:cap} is [what troubles|the trouble of] {S}.
        [Because of|Due to] {condition}, {S} [called|came to|contacted|went to] {clinic}.
        {S} was [brought|taken] to {clinic} with {condition}.
        {S}, {age}, [came to|is a patient at|was admitted to] {clinic}.
        {S} ({age}) [has|complained about|was treated for] {condition}.
        The {age}-year-old patient {S} [has|came with] {condition}.
        {clinic} [expects|treated|admitted] {S} on {date}.
        [The visit|The appointment] [is|was] [on|set for] {date}.
        Please [come|be there] [on {date} |]at {time}.
        Allergies: {allergies}.
        [The temperature is|Temperature:] {temperature}.
        [The patient|The person] is {age} years old.
        The next [appointment|check] is on {follow_up}.
        [Come back|Please return] on {follow_up}.
        """,
    ),
    "student": (
        """
        [is enrolled in|chose|majors in|minors in|reads|is writing a thesis in] {course}
        [sits in|is in|has joined] the {course} [class|course] of {teacher}
        [got|received|earned|was given] {grade} [points|] in {course}
        [got through the test|passed with ease|made it]{passed=true}
        [has to repeat the year|flunked|has to retake the exam]{passed=false}
        [is a pupil at|enrolled at|transferred to|left] {school}
        is [now |]in {his} semester number {semester}
        [collected|has] {credits} credits [so far|]
        [finished school|got {his} degree] in {year}
        is learning {languages} [at school|]
        has [chosen|picked] {subjects}
        """,
        """
        {teacher} [teaches|tutors|supervises|instructs|coaches] {S} [in {course}|].
        {teacher} [marked|graded|assessed] the {course} [paper|exam|essay] of {S}: {grade}.
        {teacher} [says|thinks] that {S} [is good at|needs help with|should drop] {course}.
        {teacher}'s [best student|student] in {course} is {S}.
        [In|At] {school}, {S} [studies|learns|reads] {course}.
        [At|In] {school} {teacher} teaches {course} to {S}.
        {S} [has|takes] {course} [with|under] {teacher}.
        {S} [studied|took] {course} at {school} until {year}.
        {S} is one of the students of {teacher}.
        {S} [wants|plans|hopes] to [study|take up|drop] {course}.
        {S}, {course}, {grade}
        {S} ({age}), {school}.
        {S}: {course} {grade}, teacher {teacher}.
        [Report card|Grades]: {S}, {course}, {grade}.
        [Student|Pupil|Name]: {S}. [Subject|Course]: {course}. [Mark|Grade]: {grade}.
        The [grade|mark|result] of {S} in {course} is {grade}.
        {S's} [grade|mark|score] in {course} [is|was] {grade}.
        {grade} is [the mark|the grade] that {S} got in {course}.
        {S's} [favourite subject|major|course] is {course}.
        {S's} school is {school}.
        {course:cap} is [the subject of|what] {S} [studies|likes] at {school}.
        {school} [admitted|accepted|is the school of] {S} [for {course}|].
        [The pupil|The student] {S} [attends|goes to] {school}.
        {S}, {age} years old, [goes to|is at] {school}.
        {S} is in the class of {teacher} in room {room}.
        [Lessons are|Class is] in room {room}.
        [The teacher is|The teacher:|It is taught by] {teacher}.
        {S} [passed|made it]{passed=true}, says {teacher}.
        [Sadly|Unfortunately|Sorry to say], {S} [failed|did not make it]{passed=false}.
        [Congratulations|Well done], {S}, you passed {course}{passed=true}!
        {S} passed {course}{passed=true} [with|and got] {grade}.
        {credits} credits [go to|were given to] {S} for {course}.
        [This semester|This year|This term], {S} [has|takes|chose] {subjects}.
        Besides {languages}, {S} [studies|takes] {course}.
        """,
    ),
    "team match": (
        """
        [lost at home to|won at home against|drew at home with|will host|received|entertained] {away}
        [took on|were too strong for|had no chance against|squeezed past|crushed] {away}
        [got|managed|scored] {home_score} goals
        are trained by {coach}
        [needed overtime|won after extra time]{overtime=true}
        won [in regular time|without overtime]{overtime=false}
        """,
        """
        {S} {home_score}, {away} {away_score}.
        {S} {home_score} - {away_score} {away}
        {S} vs {away} {home_score}:{away_score} [({date})|].
        {S} vs. {away}, {date}, {venue}.
        {S} v {away}: [kickoff|starts at] {kickoff}, {venue}.
        [Final score|Result|Full time|Half time]: {S} {home_score}, {away} {away_score}.
        [The final score was|It ended] {home_score}-{away_score} [for|between] {S} [and|over] {away}.
        With {home_score} goals to {away_score}, {S} [beat|won over] {away}.
        A {home_score}-{away_score} [win|victory|defeat|draw] for {S} [over|against|at home to] {away}.
        {S} [trashed|edged|overcame|outplayed|upset|thrashed] {away} {home_score}-{away_score} [at {venue}|on {date}|].
        {S} [won|lost|drew] {home_score}-{away_score} [at home |][to|with|against] {away} [in {sport}|].
        {away} [lost|won|drew] at {S}: {home_score}-{away_score}.
        {away} [are guests of|travel to|go to|play away at|are the visitors at] {S} on {date}.
        {away} [were beaten by|fell to|were no match for] {S}, {home_score}-{away_score}.
        [The guests|The visitors] {away} scored {away_score}, [the hosts|the home side] {S} {home_score}.
        [The hosts|The home team] {S} [meet|face] {away}.
        At {venue}, {S} [meet|face|host|take on] {away} [on {date}|at {kickoff}|].
        {venue} is where {S} play {away} [on {date}|].
        [Tickets|Seats] for {S} against {away} on {date} are [sold out|on sale].
        [The match|The game|The derby] between {S} and {away} [is|takes place|was] [on {date}|at {venue}].
        [The match|The game] between {S} and {away} ended {home_score}-{away_score}.
        [Watch|See|Do not miss] {S} [against|versus] {away} [on {date}|at {venue}].
        {attendance} [people|fans|spectators] [saw|watched] {S} [play|beat|meet] {away}.
        There were {attendance} [fans|people] in the {venue}.
        {scorer} [put|shot] {S} ahead against {away}.
        {scorer} [got two goals|scored twice|was man of the match|hit the decisive shot].
        [Best player|Top scorer|Scorer]: {scorer}.
        Coach {coach} of {S} [was happy|complained|praised the fans|was sent off].
        {coach}, coach of {S}, [praised|blamed] {scorer}.
        [The coach is|Coached by] {coach}.
        The {sport} [season|cup|league] [brings|sees] {S} against {away}.
        [In|On] {date} {sport} action, {S} met {away}.
        [It starts|The first whistle is|They start|Start is] at {kickoff}.
        Extra time was [needed|played]{overtime=true}.
        [Extra time was not needed|It was over after regular time]{overtime=false}.
        """,
    ),
    "meeting": (
        "",
        """
        {attendees} [get together|gather|will get together|come] at {time}; [the topic is|on the agenda:|the subject:] {topic}.
        {attendees} [have|put] {topic} on [the|their] agenda [at {time}|for {date}].
        {attendees} [see each other|catch up|have a talk|will have coffee] at {time} [to speak about|to go through|to decide on|because of] {topic}.
        {attendees}: {time}, {topic}.
        {attendees}, [can we|shall we|let us|could you] [talk|speak|meet] about {topic} at {time}?
        {attendees}, [see you|we meet] at {time} [in room {room}|]. [It is about|We will talk about|The subject is] {topic}.
        Dear {attendees}, we [will meet|meet] [on {date} |]at {time} [to talk about|for] {topic}.
        Hi {attendees}, [are you free|do you have time] at {time} [to discuss|for] {topic}?
        [Invitation|Reminder|Calendar]: {topic}, {date}, {time}, {room}.
        [Invitation|Reminder] for {attendees}: {topic} at {time}.
        {time} [-|:] {topic} with {attendees}.
        {time} to {end}: {topic}, {attendees}.
        {time}-{end} {topic} ({room})
        {topic:cap}, {time}, [with|guests:|attendees:] {attendees}.
        {topic:cap} will be [discussed|the topic|on the table] [at {time}|on {date}], [present are|with|together with] {attendees}.
        {topic:cap} is [what|the thing] {attendees} will [discuss|talk about] at {time}.
        [The meeting|The call|The session|Our meeting] on {topic} [starts|begins] at {time} and [ends|finishes|is over] at {end}.
        [The meeting|The call|The session] about {topic} [is|was] [moved to|postponed to|planned for|now on] {date}, {time}.
        [The meeting|The call] with {attendees} [is|starts|was] at {time}.
        [The agenda|The plan] for {date}: {topic}.
        [In room|Room] {room}, {attendees} [will talk|talk|met] about {topic}.
        [On|For] {date} {organizer} [planned|has set up|scheduled] a [meeting|workshop|call] [on|about] {topic}.
        {organizer} [would like|asked|expects|needs] {attendees} to [join|come to] a [meeting|call] about {topic}.
        {organizer} [asks|called|invites] {attendees} [to a talk|to talk] about {topic} [at {time}|on {date}].
        {organizer} [moderates|runs|set up|opened|is the host of] the [meeting|call] [on|about] {topic}.
        {organizer} [put|has put] {topic} on the agenda for {date}.
        [Who|Guests|In attendance|Who is coming]: {attendees}.
        [Also invited|Invited|Expected|Taking part|Present] [are|is|was|were] {attendees}.
        [What|Why|Subject|About|Re]: {topic}. [When|At|Time]: {time}. [Who|With]: {attendees}.
        [Where|Place]: room {room}. [When|Time]: {time}.
        [The room is|It takes place in room|The meeting is in room] {room}.
        [A|One] {duration}-minute [call|meeting] about {topic} with {attendees}.
        For {duration} minutes we talk about {topic}.
        Over by {end}.
        The host is {organizer}.
        [The call|The session] is [virtual|on video|over the internet]{online=true}.
        [Everybody comes to {city}|We all meet in the {city} office]{online=false}.
        [The office in|The place is] {city}.
        [Result|To do|Outcome]: {decision}.
        [It was decided to|We decided to|The plan is to|We want to] {decision}.
        [Lunch|Breakfast|Coffee] with {attendees} at {time}, [we talk|talk] about {topic}.
        [Standup|Workshop|Review|Interview|Training] with {attendees} on {date} at {time}.
        [Duration|Length|Planned time|Time needed] [:|=] {duration} [minutes|min].
        {duration} [minutes|min] [are planned|should be enough|is all we have|with {attendees}].
        [Give us|Please reserve|Keep free|We need] {duration} minutes[ on {date}|].
        [After|In] {duration} minutes [it is over|we are done|we close].
        {attendees} [talk|met|meet|will sit together] for {duration} minutes[ about {topic}|].
        """,
    ),
    "task": (
        "",
        """
        {assignee} [got the job to|was told to|has agreed to|has offered to|is expected to|is meant to|wants to|plans to|still has to|was asked to|forgot to] {task}.
        {assignee} [got the job to|was told to|has agreed to|is expected to|was asked to] {task} [by|before|until|no later than] {due}.
        {assignee} [has|had] until {due} to {task}.
        {assignee} has {estimate} hours to {task}.
        {assignee} [has to|must|needs to|should] {task} [as soon as possible|right away|this week|tomorrow|before lunch|for {reporter}|].
        {assignee} [has to|must|needs to|should] {task}. [Priority|Its priority]: {priority}.
        {assignee}: {task} [({priority})|({due})|].
        {assignee}, [can you|could you|would you|will you] {task}?
        {assignee}, [can you|could you|would you] {task} by {due}?
        {assignee}, [don't forget to|remember to|it is your turn to|we need you to|I need you to] {task}.
        @{assignee} please {task} [by {due}|].
        Hi {assignee}, please {task}. [Thanks|Thank you|Cheers]!
        Dear {assignee}, [would you please|please|kindly] {task} [before {due}|].
        [Make sure that|See to it that|It is important that|I want|We expect that] {assignee} [can |will |]{task}.
        [It is up to|It falls to|It is the job of|It is the task of|We rely on|We count on|We leave it to] {assignee} to {task}.
        [I asked|We asked|They told|We told|I told] {assignee} to {task}.
        [Can|Would|Will|Should|Must] {assignee} {task}?
        [Who will|Who should|Who can] {task}? {assignee}.
        Someone should {task}, [how about|maybe|and we thought of|probably] {assignee}.
        [Assigned to|Owner|For|Responsible] {assignee}: {task}.
        [Task|Action|Job|Item|Story]: {task}. [Owner|Assignee|Who|Person]: {assignee}. [Priority|Urgency]: {priority}.
        [Task|Action|Job|Item]: {task}. [Owner|Assignee|Who]: {assignee}. [Due|Deadline]: {due}.
        [{id}|Ticket {id}|Issue {id}]: {task} - {assignee} - {priority}
        {id} ({priority}): {task}.
        {task:cap} - {assignee}, {due}
        {task:cap} ({assignee})
        {task:cap} [by|before] {due} [please|]! [It is for|Owner:|Done by] {assignee}.
        {task:cap}, [that is|this is|it's] [a job for|the task of|up to|what we need from] {assignee}.
        {task:cap}, [that is|this is] [what|the thing that] {assignee} [has to do|must do|should do] [by {due}|next|now].
        [To|In order to] {task} is [the task|the job] of {assignee}.
        The task "{task}" [is|was] [given to|assigned to|taken by] {assignee}.
        The [next|first|last] [item|thing|job] is to {task}; {assignee} [does it|takes it|is on it].
        [The plan is to|We want to|The team wants to|We decided to|Let us] {task}, {assignee} [is in charge|takes care of it|volunteered|leads].
        [The plan is to|We want to|It is time to|We have to] {task} by {due}.
        [Nobody but|Only] {assignee} can {task}.
        {reporter} [told|begged|wants|needs|expects|instructed|would like] {assignee} to {task}.
        {reporter} [filed|opened|wrote|noted]: {task}. It [went to|is now with] {assignee}.
        [On behalf of|For] {reporter}, {assignee} [has to|should|will] {task}.
        [It is a|This is a|A] {priority}-priority [task|job|item|one].
        [It is|This is|That is|which is] [of |]{priority} priority.
        [Treat it as|Mark it as|We rate it as|Please treat this with] {priority} [priority|].
        The priority [was set to|is now|should be] {priority}.
        [Priority|Prio|P]: {priority}.
        [At the moment it is|It is now|Right now it is|We set it to] {status}.
        [Effort|Estimate]: {estimate} hours.
        It [takes|needs] {estimate} hours [of work|].
        [Tagged|Tags|Tagged with]: {labels}.
        [Requested by|Reported by|The request came from|The idea came from] {reporter}.
        [It is part of|This is for|It is one of the tasks of] {project}.
        [We are waiting for others|We cannot go on]{blocked=true}.
        """,
    ),
}
