"""Domains about people and work. See `domains.py` for the template notation."""

from schema_types import Domain

DOMAINS = [
    Domain(
        "person",
        "name",
        person=True,
        fields={
            "name": "person|name full_name person person_name employee contact",
            "age": "int:18:95|age age_years years",
            "city": "city|city home_city town residence lives_in hometown",
            "country": "word:country|country nation home_country",
            "job": "job|job occupation profession role position job_title",
            "company": "company|company employer organization works_for firm",
            "email": "email|email email_address mail",
            "phone": "phone|phone phone_number mobile telephone",
            "birthday": "date|birthday birth_date date_of_birth born",
            "skills": "list:word:skill|skills strengths competencies",
            "hobbies": "list:word:hobby|hobbies interests pastimes",
            "languages": "list:word:language|languages speaks spoken_languages",
            "children": "int:1:6|children kids number_of_children",
            "salary": "round:20000:180000:money|salary income yearly_salary",
            "old_city": "city|old_city previous_city from_city moved_from birthplace",
            "new_city": "city|new_city current_city moved_to to_city",
            "spouse": "person|spouse partner wife husband",
            "married": "bool|married is_married",
            "smoker": "bool|smoker smokes is_smoker",
            "experience": "int:1:40|experience years_of_experience experience_years",
        },
        phrases="""
        is {age} [years old|years of age]
        turned {age} [in spring|yesterday|last month|this year|on Friday]
        will be {age} [soon|next month]
        [recently|just] celebrated [a|the] {age}th birthday
        lives in {city}
        [is based|is living|has settled|resides] in {city}
        [comes from|is from|grew up in|hails from] {country}
        has a [flat|house|small apartment] in {city}
        calls {city} home
        works as {job:a}
        is {job:a}
        is {job:a} at {company}
        works for {company}
        [has a job|is employed] at {company}
        joined {company} as {job:a}
        earns {salary} [a year|per year|annually]
        makes {salary} a year as {job:a}
        earns {salary} at {company}
        can be reached at {email}
        [uses|has] the [address|email|mail address] {email}
        can be called on {phone}
        has the number {phone}
        was born on {birthday}
        [has|celebrates] {his} birthday on {birthday}
        was born in {old_city} on {birthday}
        was born in {country} on {birthday}
        knows {skills}
        [is skilled in|has experience with|is good with|has a background in] {skills}
        lists {skills} [as skills|as strengths|on the CV]
        [likes|loves|enjoys|spends weekends on|is passionate about] {hobbies}
        [practises|is into] {hobbies} [in the evenings|on weekends|]
        speaks {languages}
        is fluent in {languages}
        has {children} [children|kids]
        moved from {old_city} to {new_city}
        left {old_city} for {new_city} [in 2019|years ago|after school|]
        [used to live|once lived] in {old_city} [but|and] now lives in {new_city}
        swapped {old_city} for {new_city}
        grew up in {old_city}
        [relocated|has moved] to {new_city}
        is married to {spouse}{married=true}
        [lives|travels] with {his} partner {spouse}
        is [married|a married person]{married=true}
        is [single|not married|unmarried|divorced]{married=false}
        smokes{smoker=true}
        [does not smoke|never smoked|is a non-smoker]{smoker=false}
        has {experience} years of experience
        has worked as {job:a} for {experience} years
        has {experience} years of experience as {job:a}
    """,
        sentences="""
        {S}, {age}, lives in {city}.
        {S}, {age}, is {job:a} from {city}.
        {S} ({age}) works as {job:a} at {company}.
        {S}, {job:a} from {city}, is {age} years old.
        {S}, {job:a} at {company}, lives in {city}, {country}.
        At {age}, {S} still works as {job:a}.
        {age}-year-old {S} is {job:a} in {city}.
        A {job} from {city} named {S} [called us|asked for details|wrote in].
        Our new {job} is {S}[, who comes from {city}|].
        We talked to {S} from {city}, who is {age} and works for {company}.
        My [friend|neighbour|colleague|cousin] {S} lives in {city} and likes {hobbies}.
        Meet {S}: {age}, {job}, {city}.
        Contact {S} at {email} or {phone}.
        Write to {email} or call {phone} to reach {S}.
        Please [call|phone] {S} on {phone}.
        You can [mail|write to] {S} at {email}, or ring {phone}.
        {S} from {company} [left|gave us] the number {phone} and the email {email}.
        {S} of {company} asked about the offer; call back at {phone}.
        For questions ask {S} ({email}, {phone}).
        {S} [said|mentioned] that {his} email is {email}.
        {S's} phone number is {phone}.
        {S's} [email|email address] is {email}.
        {S's} [skills|strengths] are {skills}.
        {S's} hobbies are {hobbies}.
        {S's} employer is {company}.
        {S's} [husband|wife|partner] is {spouse}.
        {S's} [job|profession] is {job}.
        Born on {birthday} in {old_city}, {S} now lives in {new_city}.
        Born in {country}, {S} moved to {new_city} at the age of {age}.
        After ten years in {old_city}, {S} moved to {new_city}.
        {S} and {spouse} live in {city}[ with their {children} kids|].
        {S} and {his} partner {spouse} have {children} children.
        {company} hired {S} as {job:a} for {salary} a year.
        In {his} free time {S} enjoys {hobbies}.
        Besides {languages}, {S} does not speak any languages.
        With {experience} years at {company}, {S} knows {skills}.
        Hi, my name is {S}, I am {age} and I live in {city}.
        I'm {S}, {job:a} from {country}.
        I am {S} and I work for {company} in {city}.
        My name is {S} and you can reach me at {email}.
        {S} introduced {himself} as {job:a} from {city}.
        {S}, who works at {company}, [asked for|wants] a call back on {phone}.
        [Say hello to|Welcome] {S}, our new {job} from {city}!
        [The new|Our new] {job} is called {S} and lives in {city}.
        [This is|Here is] {S}, {age}, from {country}.
        [Hello|Hi], this is {S} from {company}, my number is {phone}.
        Hi there, I'm {S}, {age} years old, from {city}.
        Name's {S}, I'm {job:a} and I live in {city}.
        {S} [left|quit] the job at {company} and moved to {new_city}.
        {S} left {old_city} [last year|in May|two years ago] and [settled|now lives] in {new_city}.
        [In March|Three years ago|Last winter|After the wedding] {S} [went|relocated] from {old_city} to {new_city}.
        Originally from {old_city}, {S} now calls {new_city} home.
        {new_city} is the new home of {S}, who used to live in {old_city}.
        {S} traded {old_city} for {new_city} [last month|for a new job|].
        {S} [wrote|called|rang] [yesterday|today|this morning]; {his} [phone|mobile] is {phone}.
        {S} [got in touch|asked a question] [by mail|by phone|]; [the address is|reply to] {email}.
        [If you need|To speak to] {S}, dial {phone} or write to {email}.
        {S} will [soon|shortly] turn {age}.
        {S} is {age} and [still|already] [works|is employed] as {job:a}.
        At the age of {age}, {S} became {job:a} at {company}.
        {S} is [only|just|already] {age} and lives in {city}.
        The {age}-year-old {job} {S} lives in {city}.
        {company}'s {job}, {S}, earns {salary}.
        {S} [was hired|started] as {job:a} at {company}.
        {S} is {job:a} who [knows|has mastered] {skills}.
        {S}, {job:a}, [has a talent for|excels at|specializes in] {skills}.
        As {job:a}, {S} [uses|needs|relies on] {skills}.
        {S} [does|is learning] {hobbies} [after work|].
        When {he} is not working, {S} enjoys {hobbies}.
        {S} (born {birthday}) lives in {city}.
        {S}, born on {birthday}, comes from {country}.
        {S} [grew up|was raised] in {old_city}, studied [abroad|for years] and lives in {new_city} [today|now].
    """,
    ),
    Domain(
        "job opening",
        "title",
        nouns="position job role",
        fields={
            "title": "job|title position job_title role job",
            "company": "company|company employer organization",
            "city": "city|city location office place",
            "salary": "round:24000:220000:money|salary annual_salary pay yearly_pay",
            "remote": "bool|remote is_remote remote_ok home_office",
            "full_time": "bool|full_time is_full_time",
            "experience": "int:1:12|experience years_required min_experience",
            "skills": "list:word:skill|skills required_skills requirements",
            "start": "date|start start_date begins",
            "deadline": "date|deadline apply_by closing_date",
            "contact": "person|contact recruiter contact_person",
            "level": "enum:junior|mid|senior;entry|senior|lead;junior|senior|level seniority",
            "hours": "int:10:45|hours weekly_hours hours_per_week",
            "department": "word:department|department team unit",
            "email": "email|email apply_to contact_email",
        },
        phrases="""
        [pays|offers] {salary} [a year|per year|annually]
        comes with a salary of {salary}
        [is|can be done] [remote|fully remote|from home]{remote=true}
        [must be done on site|is on site|requires presence in the office]{remote=false}
        is based in {city}
        is located in our {city} office
        is full-time{full_time=true}
        is [part-time|only part-time]{full_time=false}
        starts on {start}
        requires {experience} years of experience
        [asks for|needs|requires] {skills}
        is {hours} hours a week
        is in the {department} [department|team]
        [is open|accepts applications] until {deadline}
        is [a|for a] {level} level
    """,
        sentences="""
        {company} is looking for {S:a} in {city}.
        {company} [seeks|wants|needs to hire|is hiring] {S:a}.
        {company} [has an opening|is recruiting] for {S:a} in {city}; pay is {salary} a year.
        We are [looking for|hiring] {S:a} [at|for] {company} in {city}.
        Wanted: {S} ({level}) at {company}, {city}.
        Join {company} as {S:a} in {city}.
        {S} wanted at {company}, salary {salary}.
        {company} offers {S:a} {salary} per year.
        For our {department} team in {city} we need {S:a}.
        A {level} {S} is needed at {company}.
        The {department} team at {company} is searching for {S:a}.
        The salary is {salary}.
        [The pay is|It pays] {salary} a year{full_time=true} for full-time work.
        You can work [from home|remotely|from anywhere]{remote=true}.
        [Remote work is possible|Home office is fine]{remote=true}.
        [Remote work is not possible|No remote work|You work in our office every day]{remote=false}.
        You should [know|have experience with|bring] {skills}.
        [Required skills|We expect|You need]: {skills}.
        At least {experience} years of experience are [required|expected|needed].
        [Apply by|Send your application before|Applications close on] {deadline}.
        [Start date|Work begins|The start] is {start}.
        Send your CV to {contact} at {email}.
        [Questions go to|Please contact|The recruiter is] {contact}.
        Applications go to {email}.
        {company} [pays|offers] {salary} a year for {S:a} [in {city}|].
        {S:a} [is|was] [wanted|needed] in {city}: {salary} a year, {company}.
        [Open position|Vacancy|Job]: {S}, {company}, {city}, {salary}.
        [Become|Work as] {S:a} at {company} in {city} for {salary} a year.
        Are you {S:a}? {company} [wants|needs] you in {city}!
        {company}, based in {city}, needs {S:a} who [knows|can do] {skills}.
        The [job|role|position] is [completely|entirely|] remote{remote=true}.
        This role [can be|is] done from anywhere{remote=true}.
        [Presence in|Work from] the office is [mandatory|required]{remote=false}.
        The [job|role] is on site in {city}{remote=false}.
        It pays {salary} a year and [you can work from home|is fully remote]{remote=true}.
        The company {company} is filling the position of {S}.
        {company} would like to hire {S:a} [from|starting] {start}.
    """,
    ),
    Domain(
        "patient visit",
        "patient",
        person=True,
        fields={
            "patient": "person|patient patient_name name",
            "doctor": "person:doctor|doctor physician seen_by",
            "date": "date|date visit_date appointment appointment_date",
            "time": "time|time at hour",
            "age": "int:1:99|age patient_age",
            "condition": "word:condition|condition diagnosis complaint",
            "medicine": "word:medicine|medicine medication drug prescription",
            "dose": "int:5:800|dose dose_mg dosage_mg",
            "clinic": "venue|clinic location place",
            "department": "word:department|department ward unit",
            "allergies": "list:word:food|allergies allergic_to",
            "insured": "bool|insured has_insurance",
            "follow_up": "date|follow_up next_visit return_date",
            "temperature": "decimal:35:41|temperature temp fever",
        },
        phrases="""
        [has|suffers from|was treated for|complains of|is recovering from] {condition}
        [sees|will see|is seeing|has an appointment with|visits] {doctor} on {date}
        [sees|will meet|visited] {doctor}
        [takes|was given|got|should take] {medicine}
        [takes|was prescribed] {dose} mg of {medicine}
        is {age} years old
        is allergic to {allergies}
        [is insured|has insurance]{insured=true}
        [is not insured|has no insurance]{insured=false}
        has a temperature of {temperature} degrees
        [comes back|should return|has a follow-up] on {follow_up}
        was [admitted to|moved to|seen in] {department}
        has an appointment on {date} at {time}
    """,
        sentences="""
        {doctor} [saw|examined|treated|has examined] {S} on {date}.
        {doctor} will [see|examine|meet] {S} at {time} on {date}.
        {doctor} prescribed {S} {dose} mg of {medicine}.
        {doctor} diagnosed {S}, {age}, with {condition}.
        {S}, {age}, came in with {condition}.
        Appointment for {S} with {doctor} on {date} at {time}.
        {S} is booked with {doctor} for {date}.
        Reminder: {S}, your appointment with {doctor} is on {date} at {time}.
        On {date} {doctor} treated {S} for {condition}.
        The next visit is on {follow_up}.
        The [diagnosis|complaint] was {condition}.
        {S} was treated for {condition} by {doctor} at {clinic}.
        {S} has to [see|visit] {doctor} [again|] on {date}.
        {S}'s appointment [with|at] {doctor} is on {date}.
        The appointment of {S} with {doctor} [was moved to|is on|takes place on] {date}.
        {doctor} [expects|awaits] {S} on {date}.
        {doctor} [is going to operate on|will call|wants to see] {S} on {date}.
        {doctor} [gave|recommended] {S} {medicine}.
        [On|At] {date}, {S} was seen by {doctor}.
        {S} went to {doctor} because of {condition}.
        Because of {condition}, {S} takes {medicine}.
        {S}, {age}, [sees|visits] {doctor} for {condition}.
        Patient {S}, {age} years, {condition}, seen by {doctor}.
    """,
    ),
    Domain(
        "student",
        "student",
        person=True,
        fields={
            "student": "person|student name student_name pupil",
            "course": "word:subject|course subject class major",
            "teacher": "person|teacher professor instructor tutor",
            "grade": "decimal:1:10|grade mark score",
            "school": "venue|school university college",
            "year": "year|year graduation_year class_of",
            "passed": "bool|passed has_passed",
            "credits": "int:1:30|credits points ects",
            "room": "code|room classroom",
            "age": "int:6:35|age",
            "semester": "int:1:12|semester term",
            "languages": "list:word:language|languages foreign_languages",
            "subjects": "list:word:subject|subjects classes courses",
        },
        phrases="""
        studies {course}
        [takes|attends|signed up for|enrolled in] [a class in|] {course} with {teacher}
        [passed the exam|has passed]{passed=true}
        [failed the exam|did not pass]{passed=false}
        got a grade of {grade}
        scored {grade} in {course}
        [goes to|studies at|attends] {school}
        [will graduate|graduated] in {year}
        earned {credits} credits
        is in semester {semester}
        is {age} years old
        learns {languages}
        takes {subjects}
    """,
        sentences="""
        {teacher} teaches {course} to {S}.
        {teacher} gave {S} a {grade} in {course}.
        {S} [failed|did not pass] {course}{passed=false}.
        {S} [passed|has passed] {course}{passed=true} with a score of {grade}.
        {S}, {age}, studies {course} at {school}.
        {S's} teacher is {teacher}.
        The {course} class of {teacher} meets in room {room}.
        {S} is taking {subjects} this term.
        {S} [learns|is learning] {course} [from|with] {teacher}.
        {S} [finished|completed] {course} with a grade of {grade}.
        {S} got {credits} credits for {course}.
        {teacher} is happy with {S}, who scored {grade}.
        [In|For] {course}, {S} got {grade} points.
        {S} graduated from {school} in {year}.
        {S} is a {course} student at {school}.
    """,
    ),
    Domain(
        "team match",
        "home",
        nouns="match game",
        fields={
            "home": "team|home home_team team_a host",
            "away": "team|away away_team team_b guest visitors",
            "home_score": "int:0:9|home_score home_goals score_home",
            "away_score": "int:0:9|away_score away_goals score_away",
            "sport": "word:sport|sport discipline",
            "date": "date|date match_date played_on",
            "venue": "venue|venue stadium arena location",
            "attendance": "round:300:90000|attendance spectators crowd",
            "scorer": "person|scorer top_scorer best_player mvp",
            "coach": "person|coach manager trainer",
            "overtime": "bool|overtime extra_time",
            "kickoff": "time|kickoff start_time starts_at",
        },
        phrases="""
        [hosted|welcomed|played at home against|faced] {away}
        scored {home_score} and conceded {away_score}
        are coached by {coach}
        drew {attendance} [fans|spectators]
    """,
        sentences="""
        {S} [beat|defeated|won against|lost to|drew with] {away} {home_score}-{away_score}.
        {S} against {away} ended {home_score}:{away_score}.
        {S} [play|meet] {away} on {date} at {kickoff}.
        In {sport}, {S} met {away} at {venue}.
        {away} visited {S} at {venue} on {date}.
        {away} [travelled|came] to {S} and the score was {home_score}-{away_score} for the hosts.
        [The crowd was|Attendance:] {attendance}.
        {scorer} [scored the winner|was the best player|was the top scorer].
        The game [went|was decided] [in|into] overtime{overtime=true}.
        There was no overtime{overtime=false}.
        Kickoff is at {kickoff}.
        {coach} coaches {S}.
        {S} [won|lost] {home_score}:{away_score} against {away}.
        {S} [host|receive] {away} at {venue} on {date}.
        {S} and {away} [drew|finished] {home_score}-{away_score} [on {date}|].
        The {sport} game between {S} and {away} is on {date} at {kickoff}.
        {scorer} scored for {S} against {away}.
        {S} beat {away} in front of {attendance} fans.
        The match of {S} against {away} starts at {kickoff}.
        On {date} the {sport} team {S} plays {away} in {venue}.
    """,
    ),
    Domain(
        "meeting",
        "topic",
        nouns="meeting call",
        fields={
            "topic": "topic|topic subject agenda about purpose",
            "date": "date|date day meeting_date",
            "time": "time|time start start_time begins_at",
            "end": "time|end end_time until",
            "room": "code|room room_number meeting_room",
            "attendees": "list:person:first|attendees participants people guests invited",
            "organizer": "person|organizer host chair called_by",
            "duration": "int:5:180|duration minutes duration_minutes length",
            "online": "bool|online virtual is_online remote",
            "city": "city|city location office",
            "decision": "task|decision action action_item next_step",
        },
        phrases="""
    """,
        sentences="""
        {attendees} [are meeting|come together|sit down] [on {date} |]at {time} to [discuss|talk about|go over|plan|review] {topic}.
        {attendees} will discuss {topic} at {time}.
        {attendees} and the team [talk|will talk] about {topic} on {date}.
        {attendees} met to discuss {topic}.
        {organizer} [invited|invites] {attendees} to a meeting about {topic}.
        {organizer} [called|set up|scheduled|organizes] a meeting [about|on] {topic} [for|on] {date} at {time}.
        {organizer} wants to talk about {topic} at {time} in room {room}.
        The meeting about {topic} [starts|begins|is] at {time} [in room {room}|].
        A [call|meeting|session] about {topic} is [planned|set|scheduled] for {date} at {time} with {attendees}.
        [Meeting|Call|Sync] on {topic}: {date}, {time}, room {room}.
        Let's talk about {topic} on {date} at {time}.
        We need to discuss {topic} with {attendees}.
        [At|From] {time} [to|until|till] {end} we talk about {topic} in room {room}.
        The topic [is|will be] {topic}.
        It [lasts|takes|is planned for] {duration} minutes.
        It [runs|goes|lasts] from {time} to {end}.
        It ends at {end}.
        [Room|We are in room|Come to room] {room}.
        [Present|Attendees|Invited|Participants]: {attendees}.
        {attendees} will [attend|join|be there|take part].
        It is [online|a video call|held online]{online=true}.
        It is [not online|held in person]{online=false}.
        We meet in {city}{online=false} in person.
        It takes place in {city}.
        We agreed to {decision}.
        [Next step|Action item|Decision]: {decision}.
        {organizer} [leads|chairs|hosts] the meeting.
        {attendees} [have|had] a meeting on {topic} at {time}.
        {attendees} get together [at {time} |]to [go through|speak about|plan|prepare] {topic}.
        At {time}, {attendees} will [sit down|meet] to [plan|review|go over] {topic}.
        [Meeting|Call] with {attendees} at {time} [about|on|regarding] {topic}.
        [Tomorrow|Today|On Friday|Next week] {attendees} [meet|talk] about {topic} at {time}.
        [Please join|Join] {attendees} at {time} for a [talk|chat|discussion] about {topic}.
        {organizer} and the team [will|want to] [speak|talk] about {topic} on {date} at {time}.
        We meet at {time} in room {room} because of {topic}.
        {topic:cap} is the subject of our meeting at {time} with {attendees}.
        [Agenda|Subject|Topic]: {topic}. [Guests|With]: {attendees}. Time: {time}.
    """,
    ),
    Domain(
        "task",
        "task",
        nouns="task",
        fields={
            "task": "task|task title todo action summary",
            "assignee": "person|assignee owner assigned_to responsible person",
            "priority": "enum:low|medium|high;low|normal|urgent;minor|major|critical;low|medium|high|critical|priority importance urgency",
            "due": "date|due due_date deadline",
            "status": "enum:open|done;todo|in_progress|done;open|closed|blocked;new|active|resolved|status state",
            "project": "word:brandname|project epic board",
            "estimate": "int:1:40|estimate hours estimated_hours effort",
            "reporter": "person|reporter created_by requested_by",
            "labels": "list:word:noun|labels tags",
            "blocked": "bool|blocked is_blocked",
            "id": "code|id ticket key task_id",
        },
        phrases="""
    """,
        sentences="""
        {assignee} [has to|must|should|needs to|will|is going to|is supposed to] {task}.
        {assignee} [has to|must|should|needs to|will] {task} by {due}.
        {assignee} will {task}, priority {priority}.
        {assignee}, please {task} before {due}.
        [Please ask|Tell|Remind] {assignee} to {task}.
        {reporter} asked {assignee} to {task}[ until {due}|].
        {reporter} wants {assignee} to {task}.
        Someone [has to|must] {task} by {due}; {assignee} took it.
        Task {id}: {task}, assigned to {assignee}.
        [TODO|To do]: {task} ({assignee}, {priority}).
        We need to {task}, and {assignee} will do it by {due}.
        {assignee} [is working on|took] {id}, {priority} priority.
        It [is|has] {priority} priority.
        This [is|has] {priority} priority.
        [The priority is|Priority:] {priority}.
        It is [due|needed] [on|by] {due}.
        [The deadline is|It must be done by|Deadline:] {due}.
        The task is {status}.
        [Status|State]: {status}.
        It belongs to [project|the project] {project}.
        [It should take|We estimate|That takes about] {estimate} hours.
        [It is blocked|Work is blocked]{blocked=true}.
        [It is not blocked|Nothing blocks it]{blocked=false}.
        {assignee} is [responsible|the owner].
        {reporter} [reported|created] it.
        Labels: {labels}.
        [In|For] the {project} project, {assignee} should {task}.
        {assignee} is [responsible for|in charge of] this: {task}.
        {assignee} promised to {task} [soon|this week|].
        {assignee} [was asked|was told|agreed] to {task}, [which is|priority] {priority}[ priority|].
        {task:cap}, {assignee}, please, by {due}!
        {task:cap}: {assignee} does it until {due}.
        Could {assignee} {task} by {due}?
        {assignee} [ought to|shall|can] {task} [soon|today|tomorrow|].
        {assignee} has a {priority} priority task: {task}.
        With {priority} priority, {assignee} [needs to|has to] {task}.
        {assignee} must {task}; [it is|this is] {priority} priority.
        {assignee} should {task} and it is [due|needed] on {due}.
        [Next|Then|First] {assignee} [will|has to] {task}.
    """,
    ),
]
