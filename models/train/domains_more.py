"""Further kinds of things, for training only: they teach reading keys and arrays of objects. Notation: `domains.py`."""

from schema_types import Domain

DOMAINS = [
    Domain(
        "train trip",
        "train",
        nouns="train",
        fields={
            "train": "flight|train train_number number",
            "origin": "city|origin from start_station from_city departs_from",
            "destination": "city|destination to terminus to_city arrives_in",
            "departure": "time|departure departs leaves_at departure_time",
            "arrival": "time|arrival arrives arrival_time",
            "platform": "int:1:24|platform track",
            "passenger": "person|passenger traveller name",
            "seat": "code|seat place seat_number",
            "price": "money:5:300|price fare ticket_price",
            "delay": "int:2:120|delay delay_minutes minutes_late",
            "operator": "company|operator company railway",
            "first_class": "bool|first_class is_first_class",
            "stops": "list:city|stops stations via calls_at",
            "legs": "rows:stops|legs timetable stations_with_dates",
        },
        phrases="""
        [runs|goes|travels] [from {origin} |]to {destination}
        [leaves|departs] [from platform {platform} |]at {departure}
        [pulls into|reaches|arrives in] {destination} at {arrival}
        [stops|calls] [in|at] {stops}
        is {delay} minutes [late|behind schedule]
        is operated by {operator}
        [leaves from|uses|waits on] platform {platform}
    """,
        sentences="""
        Train {S} [from|out of] {origin} to {destination} leaves at {departure} [from platform {platform}|].
        [The train|Train] {S} [connects|runs between] {origin} and {destination}.
        {passenger} [takes|took|will take|caught] [the |]train {S} from {origin} to {destination}.
        {passenger} [sits|is sitting] in seat {seat} [on train {S}|].
        {passenger} [paid|spent] {price} [on|for] the [trip|ticket] to {destination}.
        {S}: {origin} {departure}, {destination} {arrival}.
        From {origin} at {departure} to {destination}, platform {platform}.
        On the way it [stops|calls] [in|at] {stops}.
        [Next|Its] stops: {stops}.
        [The plan|Timetable|Dates]: {legs}.
        [Delay|It is late by]: {delay} minutes.
        The ticket [is|was] first class{first_class=true}.
        It is a second-class ticket{first_class=false}.
        The [fare|ticket] is {price}.
        Passengers for {destination} change in {stops}.
        {operator} runs {S} to {destination}.
        Your seat is {seat}.
    """,
    ),
    Domain(
        "library loan",
        "title",
        nouns="book item",
        fields={
            "title": "title|title book item",
            "author": "person|author writer by",
            "borrower": "person|borrower reader member lent_to",
            "librarian": "person|librarian clerk handled_by",
            "borrowed": "date|borrowed loan_date since lent_on",
            "due": "date|due due_date return_by back_on",
            "branch": "venue|branch library location",
            "fine": "money:1:40|fine late_fee penalty",
            "copies": "int:1:30|copies number_of_copies",
            "shelf": "code|shelf shelf_mark call_number",
            "reserved": "bool|reserved is_reserved",
            "books": "rows:books|books loans titles",
        },
        phrases="""
        [was lent|was given|went] to {borrower} [on {borrowed}|]
        [must be|has to be|should be] [returned|back|brought back] by {due}
        was [written|composed] by {author}
        [stands on|is found on] shelf {shelf}
        [belongs to|is kept in] the {branch}
        has been reserved{reserved=true}
        is not reserved{reserved=false}
        exists in {copies} copies
    """,
        sentences="""
        {borrower} [borrowed|took out|checked out|has] {S} [by {author} |]on {borrowed}.
        {borrower} [borrowed|took out|checked out] {S} [from|at] the {branch}.
        {borrower} [must|should|has to] [return|bring back] {S} by {due}.
        {borrower} [kept|lost] {S} and [pays|paid|owes] a fine of {fine}.
        {borrower} [borrowed|returned|took home|ordered]: {books}.
        {librarian} [lent|gave] {S} to {borrower}.
        {librarian} [reminded|called] {borrower}: {S} was due on {due}.
        {S} by {author} is due [back|] on {due}.
        {S} by {author}, borrowed by {borrower}, due {due}.
        [On the shelf|New in the library|Recommended]: {books}.
        The late fee [is|was] {fine}.
        The call number is {shelf}.
        The {branch} has {copies} copies of {S}.
        {S}, {author}, shelf {shelf}.
        Return it by {due}.
        It was lent by {librarian}.
    """,
    ),
    Domain(
        "membership",
        "member",
        person=True,
        fields={
            "member": "person|member name member_name",
            "club": "company|club gym studio association",
            "level": "enum:bronze|silver|gold;basic|full;student|adult|senior|level tier membership type",
            "number": "code|number member_id card_number id",
            "joined": "date|joined since join_date member_since",
            "expires": "date|expires valid_until end_date",
            "fee": "money:5:300|fee monthly_fee dues price",
            "coach": "person|coach trainer instructor",
            "classes": "list:word:hobby|classes courses activities",
            "visits": "int:1:30|visits visits_per_month times",
            "locker": "int:1:300|locker locker_number",
            "active": "bool|active is_active",
            "email": "email|email mail",
        },
        phrases="""
        [joined|signed up with|became a member of] {club} [on {joined}|]
        [has|holds|bought] [a |the ]{level} membership
        [pays|is charged] {fee} [a month|per month]
        [trains|works out] with {coach}
        [attends|takes part in|goes to] {classes}
        [comes|shows up] {visits} times a month
        has [member number|card] {number}
        uses locker {locker}
        is an active member{active=true}
        has cancelled the membership{active=false}
    """,
        sentences="""
        {club} [welcomes|greets] its new member {S}, [number|card number] {number}.
        {S} [has been|is] a {level} member of {club} [since {joined}|].
        {S} ({number}), {level} member, {club}.
        {coach} [trains|coaches|works with] {S} at {club}.
        {coach} is the [coach|trainer] of {S}.
        The membership of {S} [runs until|expires on|ends on] {expires}.
        The [card|membership] is valid until {expires}.
        The [fee|price] is {fee}.
        {S} booked {classes} with {coach}.
        {S's} membership number is {number}.
        Locker {locker} [belongs to|is for] {S}.
        Please write to {email}.
        Member since {joined}.
    """,
    ),
    Domain(
        "artwork",
        "title",
        nouns="painting work piece",
        fields={
            "title": "title|title name work artwork",
            "artist": "person|artist painter creator made_by",
            "year": "year|year created painted date_of_work",
            "museum": "venue|museum gallery location",
            "city": "city|city town",
            "owner": "person|owner collector lent_by",
            "buyer": "person|buyer sold_to",
            "price": "round:500:900000:money|price estimate value",
            "material": "word:material|material medium made_of",
            "height": "decimal:10:300|height height_cm",
            "width": "decimal:10:300|width width_cm",
            "inventory": "code|inventory inventory_number id",
            "on_display": "bool|on_display exhibited is_shown",
            "colors": "list:word:color|colors palette",
        },
        phrases="""
        was [painted|created|made] by {artist} [in {year}|]
        [hangs in|can be seen in|belongs to|was lent to] the {museum}
        [is owned by|belongs to] {owner}
        was sold to {buyer} [for {price}|]
        is {height} cm high and {width} cm wide
        is made of {material}
        is on display{on_display=true}
        is kept in storage{on_display=false}
        is dominated by {colors}
        [was estimated at|is worth] {price}
    """,
        sentences="""
        {artist} [painted|created|finished] {S} in {year}.
        {artist}'s {S} [hangs|is shown|is] in the {museum} in {city}.
        {owner} [lent|gave] {S} by {artist} to the {museum}.
        {owner} sold {S} to {buyer} for {price}.
        {buyer} bought {S} from {owner} [for {price}|].
        {buyer} paid {price} for {artist}'s {S}.
        {S} by {artist}, {year}, {height} x {width} cm.
        {S} ({artist}, {year}) is in {city}.
        The {museum} in {city} [shows|bought|owns] {S} by {artist}.
        In {year}, {artist} made {S}.
        Inventory number {inventory}.
        The colors are {colors}.
    """,
    ),
    Domain(
        "expense",
        "employee",
        person=True,
        fields={
            "employee": "person|employee name claimant submitted_by",
            "manager": "person|manager approver approved_by boss",
            "amount": "money:3:2000|amount total sum cost",
            "category": "enum:travel|food|office;hotel|taxi|other;meals|transport|category type kind",
            "vendor": "company|vendor shop paid_to merchant",
            "date": "date|date spent_on expense_date",
            "city": "city|city place",
            "receipt": "code|receipt receipt_number reference",
            "approved": "bool|approved is_approved",
            "project": "word:brandname|project cost_center",
            "purpose": "topic|purpose reason occasion",
            "lines": "rows:prices|lines items details",
        },
        phrases="""
        [spent|paid|laid out] {amount} [at|with] {vendor} [on {date}|]
        [claims|wants back|handed in|submitted] {amount} [for {category}|]
        [travelled|went] to {city} [on {date}|]
        [paid for|bought|claims] {lines}
        charges it to {project}
        has receipt {receipt}
    """,
        sentences="""
        {manager} [approved|signed off|accepted] the expenses of {S}{approved=true}.
        {manager} [rejected|did not approve|sent back] the expenses of {S}{approved=false}.
        {manager} must check the {amount} that {S} spent.
        {S} spent {amount} on {category} in {city}.
        Expense report of {S}: {amount}, {category}, {date}.
        Expense report of {S}: {lines}.
        {vendor} [charged|billed] {S} {amount} [on {date}|].
        The [receipt|reference] is {receipt}.
        The trip was about {purpose}.
        [It is approved|Approved]{approved=true}.
        [It is not approved yet|Not approved]{approved=false}.
        Category: {category}.
        Book it on project {project}.
    """,
    ),
    Domain(
        "loan",
        "borrower",
        person=True,
        fields={
            "borrower": "person|borrower customer name client",
            "bank": "company|bank lender institution",
            "amount": "round:1000:500000:money|amount loan_amount principal sum",
            "rate": "decimal:0.5:12|rate interest interest_rate",
            "years": "int:1:30|years term duration",
            "monthly": "money:50:3000|monthly monthly_payment instalment",
            "start": "date|start start_date paid_out",
            "guarantor": "person|guarantor co_signer",
            "purpose": "word:product|purpose used_for object",
            "approved": "bool|approved granted is_approved",
            "account": "code|account account_number contract",
            "advisor": "person|advisor consultant agent",
        },
        phrases="""
        [borrowed|took out a loan of|needs|applied for] {amount} [from|at|with] {bank}
        [pays|pays back] {monthly} [a month|every month]
        [pays|was offered] {rate} percent interest
        has {years} years to pay it back
        wants to buy a {purpose}
        got the loan on {start}
    """,
        sentences="""
        {bank} [lent|lends|gave|granted] {S} {amount} [for {years} years|at {rate} percent|].
        {bank} [approved|granted] the loan of {S}{approved=true}.
        {bank} [refused|rejected|turned down] the loan of {S}{approved=false}.
        {guarantor} [is the guarantor of|co-signed for|vouches for] {S}.
        {advisor} of {bank} [advised|helped|called] {S}.
        The [advisor|consultant] is {advisor}, the guarantor {guarantor}.
        Loan {account}: {S}, {amount}, {rate} percent, {years} years.
        The interest rate is {rate} percent.
        The term is {years} years.
        Each month {monthly} [is due|must be paid].
        The money was paid out on {start}.
        The account is {account}.
    """,
    ),
    Domain(
        "insurance claim",
        "claim",
        nouns="claim case",
        fields={
            "claim": "code|claim claim_number claim_id case",
            "insured": "person|insured policyholder customer name",
            "adjuster": "person|adjuster handler assigned_to",
            "insurer": "company|insurer insurance company",
            "date": "date|date incident_date happened_on",
            "city": "city|city place where",
            "damage": "money:50:30000|damage amount loss cost",
            "object": "word:product|object item damaged_item",
            "cause": "enum:fire|water|theft;storm|accident|other|cause reason type",
            "witness": "person|witness seen_by",
            "police": "bool|police police_report",
            "settled": "bool|settled is_settled paid_out",
            "policy": "code|policy policy_number",
        },
        phrases="""
        was [filed|reported|opened] by {insured} [on {date}|]
        [concerns|is about] a {object}
        [amounts to|is over|is for] {damage}
        is handled by {adjuster}
        has been settled{settled=true}
        is not settled yet{settled=false}
        happened in {city} [on {date}|]
    """,
        sentences="""
        {insured} [filed|reported|sent in] claim {S} [with {insurer}|about a {object}|].
        {insured} lost a {object} worth {damage}.
        {insured}'s {object} was damaged in {city} on {date}.
        {adjuster} [handles|reviews|takes care of] claim {S} of {insured}.
        {adjuster} from {insurer} called {insured}.
        {insurer} paid {damage} to {insured}{settled=true}.
        {witness} [saw|witnessed] [it|what happened to {insured}].
        The cause was {cause}.
        The police [came|wrote a report]{police=true}.
        There is no police report{police=false}.
        The damage is {damage}.
        Claim {S}, policy {policy}: {insured}, {damage}.
        The policy number is {policy}.
        It happened on {date} in {city}.
        The witness is {witness}.
    """,
    ),
    Domain(
        "bug report",
        "id",
        nouns="bug issue",
        fields={
            "id": "code|id bug_id issue key",
            "reporter": "person|reporter found_by reported_by",
            "developer": "person|developer assignee fixed_by owner",
            "component": "word:noun|component module area",
            "version": "decimal:1:20|version release",
            "fixed_in": "decimal:1:20|fixed_in target_version",
            "severity": "enum:minor|major|critical;low|medium|high|severity level impact",
            "status": "enum:open|fixed|closed;new|confirmed|resolved|status state",
            "found": "date|found reported_on date",
            "browsers": "list:word:brandname|browsers platforms environments",
            "reproducible": "bool|reproducible can_reproduce",
            "votes": "int:1:200|votes upvotes",
            "product": "word:brandname|product app application",
        },
        phrases="""
        was [found|reported|filed] by {reporter} [on {found}|]
        was [assigned to|fixed by|given to] {developer}
        [affects|is in|breaks] the {component}
        is {severity}
        is {status}
        [appears|occurs] in version {version}
        [can be reproduced|always happens]{reproducible=true}
        [cannot be reproduced|never happened again]{reproducible=false}
        has {votes} votes
    """,
        sentences="""
        {reporter} found [bug |]{S} in the {component} [of {product}|].
        {reporter} reported {S}, {developer} [fixed it|is working on it].
        {developer} [fixed|closed|took|looks into] {S}.
        {S} ({severity}, {status}): {component}.
        {S} in {product} {version}, severity {severity}.
        Bug {S} was found in {version} and fixed in {fixed_in}.
        It happens on {browsers}.
        It will be fixed in {fixed_in}.
        Severity: {severity}.
        The status is {status}.
        Seen in version {version}.
        {votes} users voted for it.
    """,
    ),
    Domain(
        "album",
        "title",
        nouns="album record",
        fields={
            "title": "title|title album name record",
            "artist": "person|artist musician singer by",
            "year": "year|year released release_year",
            "label": "company|label record_label publisher",
            "tracks": "int:5:30|tracks songs number_of_tracks",
            "genre": "word:genre|genre style",
            "producer": "person|producer produced_by",
            "minutes": "int:20:90|minutes length duration",
            "price": "money:5:40|price cost",
            "rating": "decimal:1:10|rating score",
            "guests": "list:person|guests featuring featured_artists",
            "live": "bool|live is_live",
            "studio": "city|studio recorded_in",
        },
        phrases="""
        was recorded by {artist} [in {studio}|]
        [came out|was released] in {year} [on {label}|]
        has {tracks} [songs|tracks]
        was produced by {producer}
        is a {genre} [record|album]
        lasts {minutes} minutes
        was recorded live{live=true}
        is a studio album{live=false}
        features {guests}
    """,
        sentences="""
        {artist} [released|recorded|made] {S} in {year}.
        {artist}'s [album|record] {S} was produced by {producer}.
        {producer} produced {S} for {artist}.
        {S} by {artist} [came out|appeared] in {year} [on {label}|].
        {label} released {S} by {artist} [in {year}|].
        {S}, {artist}, {label}, {year}.
        It has {tracks} tracks and lasts {minutes} minutes.
        Guests on the record are {guests}.
        Recorded in {studio}.
        Critics gave it {rating}.
    """,
    ),
    Domain(
        "stock list",
        "warehouse",
        nouns="warehouse store",
        fields={
            "warehouse": "city|warehouse location site store",
            "items": "items|items stock inventory goods articles",
            "prices": "rows:prices|prices price_list offers",
            "manager": "person|manager responsible keeper",
            "checked": "date|checked date counted_on",
            "supplier": "company|supplier delivered_by from",
            "shelf": "code|shelf aisle bin",
            "capacity": "round:100:90000|capacity max_items",
            "missing": "list:goods|missing out_of_stock to_order",
            "full": "bool|full is_full",
        },
        phrases="""
        [has|holds|stores|contains] {items}
        [received|got] {items} from {supplier}
        sells {prices}
        is [run|managed] by {manager}
        is out of {missing}
        is full{full=true}
        has space left{full=false}
    """,
        sentences="""
        In {S} there are {items}.
        [We counted|Counted on {checked}:|In stock:|We have] {items}.
        {manager} counted {items} in {S} [on {checked}|].
        {manager} [needs|ordered|asked for] {items} [for {S}|from {supplier}].
        {supplier} delivered {items} to {S} [on {checked}|].
        {supplier} brought {items}.
        [Please order|We need|Missing are|Send us] {items}.
        [Packing list|Delivery note|Content of the box|Inventory]: {items}.
        [Price list|Our prices|On offer|Today's specials]: {prices}.
        [They sell|We sell|You can buy] {prices}.
        [Missing|We have run out of|To order]: {missing}.
        It is on shelf {shelf}.
        The manager is {manager}.
        Warehouse {S}: {items}.
        The supplier is {supplier}.
    """,
    ),
    Domain(
        "roster",
        "team",
        nouns="team group",
        fields={
            "team": "team|team group name squad",
            "members": "rows:ages|members players people participants",
            "staff": "rows:jobs|staff employees crew",
            "contacts": "rows:contacts|contacts phone_list emergency_contacts",
            "results": "rows:scores|results scores ranking",
            "leader": "person|leader captain head",
            "city": "city|city home",
            "founded": "year|founded year since",
            "sponsor": "company|sponsor partner",
            "size": "int:3:60|size members_count people_count",
            "professional": "bool|professional is_professional",
            "names": "list:person|names line_up substitutes",
        },
        phrases="""
        [consists of|is made up of|includes] {members}
        [employs|pays] {staff}
        is led by {leader}
        was founded in {founded}
        is sponsored by {sponsor}
        comes from {city}
        has {size} members
        fields {names}
        is professional{professional=true}
        is an amateur team{professional=false}
    """,
        sentences="""
        {S}: {members}.
        The members of {S} are {members}.
        [On the team|With us|In the group|Participants] are {members}.
        [Our staff|The crew|Working here]: {staff}.
        {leader} [leads|heads|is the captain of] {S}[ from {city}|].
        {sponsor} sponsors {S} from {city}.
        [Results|Ranking|Points|After the first day]: {results}.
        [The best were|Top three:|Leading are] {results}.
        [Phone list|Contacts|You can call|In an emergency call] {contacts}.
        {leader} picked {names}.
        {names} play for {S}.
        {leader} of {S} hired {staff}.
    """,
    ),
    Domain(
        "agenda",
        "event",
        nouns="workshop day program",
        fields={
            "event": "event|event title name",
            "sessions": "rows:slots|sessions agenda program schedule",
            "todos": "rows:todos|todos actions tasks action_items",
            "host": "person|host organizer moderator",
            "date": "date|date day",
            "room": "code|room hall",
            "stops": "rows:legs|stops route itinerary stations",
            "tour": "rows:stops|tour dates tour_dates",
            "participants": "list:person|participants guests attendees",
            "lunch": "bool|lunch lunch_included",
            "fee": "money:5:500|fee price",
            "contact": "email|contact email",
        },
        phrases="""
        [takes place|is] on {date} [in room {room}|]
        [starts with|offers|has on its program] {sessions}
        is hosted by {host}
        [goes to|visits|stops in] {tour}
        includes lunch{lunch=true}
        comes without lunch{lunch=false}
        costs {fee}
    """,
        sentences="""
        The {S} [offers|has|brings]: {sessions}.
        [Program|Agenda|Schedule] of the {S}: {sessions}.
        [Today|On {date}|In room {room}] we have {sessions}.
        {host} [hosts|opens|planned] the {S} [on {date}|].
        {host} [planned|announced] {sessions}.
        [To do|Action items|Decided|Next steps]: {todos}.
        After the {S}: {todos}.
        [The trip|The tour|The route|Our journey]: {stops}.
        [We will spend|They spend|Booked:] {stops}.
        [Tour dates|Next dates|You can see us in]: {tour}.
        {participants} take part in the {S}.
        Questions to {contact}.
        The fee is {fee}.
    """,
    ),
    Domain(
        "report card",
        "student",
        person=True,
        fields={
            "student": "person|student pupil name",
            "grades": "rows:grades|grades marks results",
            "teacher": "person|teacher class_teacher signed_by",
            "parent": "person|parent mother father",
            "school": "venue|school",
            "date": "date|date issued",
            "class": "code|class group",
            "absences": "int:0:30|absences days_missed",
            "promoted": "bool|promoted passed",
            "comment": "word:reason|comment remark",
        },
        phrases="""
        [got|earned|received] {grades}
        [missed|was absent for] {absences} days
        goes to {school}
        is in class {class}
        moves up{promoted=true}
        must repeat the class{promoted=false}
    """,
        sentences="""
        {S}: {grades}.
        [Grades|Marks|Results] of {S}: {grades}.
        {teacher} gave {S} {grades}.
        {teacher} [signed|wrote] the report of {S} on {date}.
        {parent}, [mother|father|parent] of {S}, met {teacher}.
        {teacher} called {parent} about {S}.
        {S} of class {class} has {grades}.
        {grades}, that is the report of {S}.
        The school is {school}.
    """,
    ),
    Domain(
        "donation",
        "donor",
        person=True,
        fields={
            "donor": "person|donor giver name from",
            "charity": "company|charity organization recipient to",
            "amount": "money:5:9000|amount sum donation",
            "date": "date|date given_on",
            "project": "topic|project cause purpose",
            "country": "word:country|country region",
            "anonymous": "bool|anonymous is_anonymous",
            "monthly": "bool|monthly recurring",
            "receipt": "code|receipt receipt_number",
            "email": "email|email",
            "fundraiser": "person|fundraiser collected_by contact",
        },
        phrases="""
        [gave|donated] {amount} to {charity} [on {date}|]
        [supports|helps] {charity} [with {amount}|]
        wants to stay anonymous{anonymous=true}
        may be named{anonymous=false}
        gives every month{monthly=true}
        gave only once{monthly=false}
        lives in {country}
        was asked by {fundraiser}
    """,
        sentences="""
        {charity} [thanks|thanked] {S} for {amount} [towards {project}|].
        {charity} received {amount} from {S}.
        {fundraiser} [collected|got] {amount} from {S} for {charity}.
        {S} spent {amount} on {project}.
        {amount} from {S} [went|goes] to {charity} [in {country}|].
        Donation receipt {receipt}: {S}, {amount}, {date}.
        The money is for {project}.
        The receipt goes to {email}.
        The contact is {fundraiser}.
    """,
    ),
    Domain(
        "lost item",
        "item",
        nouns="thing item",
        fields={
            "item": "product|item object what lost_item",
            "owner": "person|owner lost_by belongs_to",
            "finder": "person|finder found_by brought_by",
            "place": "venue|place where found_at location",
            "date": "date|date lost_on found_on",
            "color": "word:color|color colour",
            "material": "word:material|material",
            "reward": "money:5:500|reward finder_reward",
            "phone": "phone|phone call contact",
            "returned": "bool|returned given_back",
            "number": "code|number case_number id",
        },
        phrases="""
        was [lost|left behind|forgotten] [at|in] the {place} [on {date}|]
        was found by {finder} [at the {place}|]
        belongs to {owner}
        is {color} [and made of {material}|]
        has been returned{returned=true}
        has not been returned{returned=false}
    """,
        sentences="""
        {owner} [lost|is missing|forgot] a {color} {S} [at the {place}|on {date}|].
        {owner} offers {reward} for the {S}.
        {finder} [found|handed in|brought] a {S} [at the {place}|that belongs to {owner}|].
        {finder} gave the {S} back to {owner}{returned=true}.
        Found [at the {place}|on {date}]: {S}, {color}.
        Lost: {S}, {color}. Call {phone}.
        Case {number}: {S}, found by {finder}.
        The reward is {reward}.
        If you find it, call {phone}.
        The owner is {owner}.
    """,
    ),
    Domain(
        "ride",
        "passenger",
        person=True,
        fields={
            "passenger": "person|passenger customer rider name",
            "driver": "person|driver chauffeur driven_by",
            "pickup": "street|pickup from start pickup_address",
            "dropoff": "street|dropoff to end destination",
            "time": "time|time pickup_time at",
            "date": "date|date day",
            "fare": "money:4:200|fare price cost",
            "distance": "decimal:1:90|distance km distance_km",
            "minutes": "int:3:120|minutes duration",
            "car": "word:car|car vehicle model",
            "plate": "code|plate license_plate",
            "rating": "int:1:5|rating stars",
            "shared": "bool|shared is_shared",
            "tip": "money:1:20|tip",
        },
        phrases="""
        [was picked up|got in] at {pickup} [at {time}|]
        [was taken|wants to go|rode|drove] from {pickup} to {dropoff}
        [got out|was dropped off|left the car] at {dropoff}
        paid {fare} [and a tip of {tip}|]
        gave {rating} stars
        shared the car{shared=true}
        had the car alone{shared=false}
    """,
        sentences="""
        {driver} [drove|took|brought] {S} [from {pickup} |]to {dropoff}.
        {driver} picked up {S} at {pickup} at {time}.
        {S} [ordered|needs|booked] a taxi [from {pickup} to {dropoff}|to {dropoff}|] at {time}.
        {S} rode with {driver} in a {car} [with the plate {plate}|].
        {S} gave {driver} {rating} stars.
        From {pickup} to {dropoff}, {distance} km, {fare}.
        The ride took {minutes} minutes and cost {fare}.
        It was {distance} km.
        The driver is {driver}, the car a {car}.
        The tip was {tip}.
        The plate is {plate}.
    """,
    ),
    Domain(
        "quote",
        "customer",
        person=True,
        fields={
            "customer": "person|customer client name inquirer",
            "company": "company|company firm organization",
            "seller": "person|seller sales_rep salesperson contact",
            "product": "product|product item wanted",
            "quantity": "int:1:500|quantity amount units",
            "price": "money:5:9000|price offer quoted_price",
            "discount": "int:1:40|discount discount_percent",
            "valid_until": "date|valid_until expires deadline",
            "number": "code|number quote_number offer_id",
            "accepted": "bool|accepted is_accepted",
            "phone": "phone|phone callback",
            "email": "email|email",
            "delivery": "date|delivery delivery_date",
            "next_step": "task|next_step follow_up todo",
        },
        phrases="""
        [asked for|requested|wants] a quote for {quantity} [pieces of the |units of the ]{product}
        [asked about|is interested in] the {product}
        [works for|calls from|represents] {company}
        [accepted|took] the offer{accepted=true}
        [declined|did not take] the offer{accepted=false}
        gets a discount of {discount} percent
        can be reached at {phone}
    """,
        sentences="""
        {S} from {company} [asked for|wants] an offer for the {product}.
        {S} of {company} [called|rang]; [call back on|the number is] {phone}.
        {seller} [offered|quoted|sent] {S} {price} for {quantity} [units|pieces].
        {seller} [offered|sold] the {product} to {S} [for {price}|].
        {seller} will {next_step} for {S}.
        Quote {number} for {S}: {quantity} x {product}, {price}.
        The quote is valid until {valid_until}.
        The price is {price} with {discount} percent off.
        {company} needs it by {delivery}.
        Mail the quote to {email}.
        Next step: {next_step}.
        The sales contact is {seller}.
    """,
    ),
    Domain(
        "device",
        "name",
        nouns="device machine server",
        fields={
            "name": "code|name device host id",
            "owner": "person|owner user assigned_to",
            "admin": "person|admin technician maintained_by",
            "location": "venue|location place site",
            "model": "product|model type",
            "maker": "company|maker manufacturer vendor",
            "load": "decimal:0:100|load cpu usage",
            "memory": "int:2:512|memory ram memory_gb",
            "installed": "date|installed since install_date",
            "checked": "date|checked last_check serviced",
            "online": "bool|online is_online up",
            "state": "enum:ok|warning|error;green|yellow|red|state status health",
            "services": "list:word:noun|services apps processes",
        },
        phrases="""
        is [used by|assigned to] {owner}
        is [maintained|looked after] by {admin}
        stands in the {location}
        is a {model} [by {maker}|]
        has {memory} GB of memory
        was installed on {installed}
        was [last checked|serviced] on {checked}
        is online{online=true}
        is [offline|down]{online=false}
        runs {services}
        has a load of {load}
    """,
        sentences="""
        {admin} [installed|checked|restarted] {S} on {checked}.
        {owner} uses {S}, {admin} maintains it.
        {S} ({model}) in the {location} is {state}.
        {S}: load {load}, memory {memory} GB, state {state}.
        {maker} delivered {S} on {installed}.
        The state is {state}.
        On {S} run {services}.
        {owner} reports that {S} is down{online=false}.
        {owner} says {S} works again{online=true}.
        The device stands in the {location}.
    """,
    ),
]
