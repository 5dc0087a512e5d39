"""Domains about events, media, homes and machines. See `domains.py` for the template notation."""

from schema_types import Domain

DOMAINS = [
    Domain(
        "event",
        "title",
        nouns="event",
        fields={
            "title": "event|title event name event_name what",
            "date": "date|date day start_date when event_date",
            "location": "venue|location venue place where",
            "city": "city|city town",
            "time": "time|time start_time doors begins_at",
            "price": "money:3:400|price ticket_price admission entry_fee",
            "organizer": "company|organizer host organised_by",
            "speaker": "person|speaker keynote performer headliner",
            "speakers": "list:person|speakers guests performers",
            "capacity": "round:50:60000|capacity seats max_guests",
            "end": "date|end end_date until last_day",
            "free": "bool|free is_free free_entry",
            "indoor": "bool|indoor is_indoor inside",
            "topics": "list:word:noun|topics themes tracks",
        },
        phrases="""
        [takes place|is held|will be held|happens|returns] on {date}
        [takes place|is held|will be held] [at|in] [the |]{location}
        [takes place|is held|will take place] on {date} [at|in] [the |]{location}
        [takes place|is] in {city} on {date}
        [runs|lasts|goes] from {date} to {end}
        [starts|begins] at {time}
        [is organized|is hosted|is run] by {organizer}
        [features|welcomes] {speaker}
        has room for {capacity} [people|visitors|guests]
        [is free|costs nothing]{free=true}
        [is not free|is a paid event]{free=false}
        is held indoors{indoor=true}
        is an open-air event{indoor=false}
        covers {topics}
        costs {price} [per person|]
    """,
        sentences="""
        The {S} [takes place|will be held|happens|is] on {date} [at|in] [the |]{location}.
        The {S} [comes|returns] to {city} on {date}.
        The {S} in {city} [starts|opens] on {date} at {time}.
        [Join us|Come along|See you] at the {S} on {date} in {city}.
        [Join us for|Save the date for|Do not miss] the {S}: {date}, {location}.
        On {date}, {location} [hosts|will host] the {S}.
        {city} [hosts|welcomes] the {S} on {date}.
        {location}, {city}, {date}: {S}.
        {organizer} [presents|organizes|invites you to] the {S} on {date}.
        {speaker} [speaks|will talk|gives the keynote] at the {S}.
        {speakers} will [speak|perform] at the {S}.
        [Tickets|Entry] [cost|are|is] {price}.
        Doors open at {time}.
        It [starts|begins] at {time}[ in the {location}|].
        It ends on {end}.
        [Entry|Admission] is free{free=true}.
        [You need a ticket|Entry is not free]{free=false}.
        [There is room for|It holds|We expect] {capacity} people.
        [The keynote is by|The main speaker is] {speaker}.
        The venue is {location}.
        [Among the speakers are|With] {speakers}.
        This year's {S} [takes place|is|will be] at [the |]{location} on {date}.
        [Visit|Come to|Enjoy] the {S} [in|at] [the |]{location} on {date}.
        The {S} [is coming to|visits] [the |]{location} [on {date}|].
        The {S} [opens|begins] [its doors |]on {date} in [the |]{location}.
        [You are invited to|We invite you to] the {S} on {date} at [the |]{location} in {city}.
        [There will be|We are having] a {S} in {city} on {date}.
        The {location} in {city} will host the {S} on {date}.
        {S}, {date}, {location}, {city}.
        Tickets for the {S} [cost|are] {price}.
        The {S} lasts until {end}.
    """,
    ),
    Domain(
        "book",
        "title",
        nouns="book novel",
        fields={
            "title": "title|title book name book_title",
            "author": "person|author writer written_by",
            "year": "year|year published publication_year released",
            "publisher": "company|publisher published_by",
            "pages": "int:60:1200|pages page_count length",
            "genre": "word:genre|genre category kind",
            "language": "word:language|language original_language",
            "price": "money:4:80|price cost",
            "rating": "decimal:1:5|rating stars",
            "characters": "list:person:first|characters heroes",
            "translated": "bool|translated is_translated",
            "translator": "person|translator translated_by",
            "isbn": "code|isbn shelf_mark id",
            "reader": "person|reader borrower borrowed_by reviewer",
        },
        phrases="""
        was written by {author}
        [was published|appeared|was released|first appeared] in {year}
        was published by {publisher} [in {year}|]
        has {pages} pages
        is {pages} pages long
        [is a|is a kind of] {genre} [book|novel|story]
        was written in {language}
        costs {price}
        is about {characters}
        was translated by {translator}{translated=true}
        has not been translated{translated=false}
        has {rating} stars
    """,
        sentences="""
        {author} wrote {S} in {year}.
        {author} [wrote|is the author of|published] {S}.
        {author} published {S} in {year} [with {publisher}|].
        {S} by {author} [was published|came out|appeared] in {year}.
        {S} ({year}) [is|was written] by {author}.
        {S}, written by {author}, [came out|was printed] in {year}.
        {S}, {author}, {publisher}, {year}, {pages} pages.
        In {year}, {author} published {S}.
        In {year} {publisher} brought out {S} by {author}.
        {reader} [borrowed|is reading|reviewed|loved] {S} by {author}.
        {S} is a {genre} novel by {author}.
        {publisher} published {S}, {author}'s latest book, in {year}.
        It [tells|is] the story of {characters}.
        {reader} gave it {rating} stars.
        The translation is by {translator}{translated=true}.
        The {genre} section has it under {isbn}.
        It [has|runs to] {pages} pages.
        You can get it for {price}.
        {S}, a [novel|book|story] by {author}, [dates from|is from|was published in] {year}.
        {S} is a [book|novel] [written |]by {author} and dates from {year}.
        {author}'s [novel|book] {S} [came out|appeared|was published] in {year}.
        {author}'s {S} is from {year}.
        [The novel|The book] {S} was [penned|created] by {author} and [released|published|printed] in {year}.
        [I am reading|I read|We discussed|Have you read] {S} by {author}?
        [Published|First printed] in {year}, {S} [is|was] the work of {author}.
        The author of {S} is {author}.
        The writer {author} [finished|released|presented] {S} in {year}.
        {year} saw the release of {S} by {author}.
    """,
    ),
    Domain(
        "film",
        "title",
        nouns="film movie",
        fields={
            "title": "title|title film movie name",
            "director": "person|director directed_by filmmaker",
            "year": "year|year released release_year",
            "actors": "list:person|actors cast stars starring",
            "lead": "person|lead main_actor star",
            "duration": "int:60:220|duration minutes runtime length",
            "genre": "word:genre|genre category",
            "country": "word:country|country made_in",
            "rating": "decimal:1:10|rating score",
            "budget": "round:10000:900000:money|budget cost",
            "subtitled": "bool|subtitled subtitles has_subtitles",
        },
        phrases="""
        was directed by {director}
        [came out|was released|premiered] in {year}
        stars {actors}
        lasts {duration} minutes
        was [shot|filmed|made] in {country}
        cost {budget} to make
        has a rating of {rating}
    """,
        sentences="""
        {S} is a {genre} film by {director} from {year}.
        {director} directed {S} in {year}.
        {director} made {S} with {lead} in the lead role.
        {S} ({year}), directed by {director}, stars {actors}.
        {S} with {actors} runs {duration} minutes.
        {lead} plays the lead in {S} by {director}.
        The {genre} {S} was shot in {country}.
        In {year} {director} released {S}.
        The cast includes {actors}.
        It has subtitles{subtitled=true}.
        There are no subtitles{subtitled=false}.
        Critics gave it {rating}.
        {S}, [a film by|shot by|made by] {director}, [came out|was released] in {year}.
        {director}'s {genre} film {S} [stars|features] {lead}.
        {director}'s {S} is from {year}.
        [The film|The movie] {S} with {lead} is from {year}.
        [We watched|I saw] {S} by {director} with {actors}.
        {lead} stars in {S}, directed by {director}.
    """,
    ),
    Domain(
        "flight",
        "flight",
        nouns="flight plane",
        fields={
            "flight": "flight|flight flight_number number code",
            "airline": "word:airline|airline operator carrier",
            "origin": "city|origin from from_city departure_city departs_from",
            "destination": "city|destination to to_city arrival_city",
            "departure": "time|departure departure_time departs leaves_at",
            "arrival": "time|arrival arrival_time arrives lands_at",
            "date": "date|date day flight_date",
            "gate": "code|gate boarding_gate",
            "seat": "code|seat seat_number",
            "passenger": "person|passenger traveller name",
            "price": "money:30:2500|price fare cost",
            "delay": "int:5:300|delay delay_minutes minutes_late",
            "direct": "bool|direct nonstop is_direct",
            "class": "enum:economy|business|first;economy|premium|business|class cabin",
            "bags": "int:1:5|bags luggage suitcases",
        },
        phrases="""
        [goes|flies|runs] from {origin} to {destination}
        [leaves|departs|takes off] [from {origin} |]at {departure}
        [arrives|lands] [in {destination} |]at {arrival}
        is operated by {airline}
        leaves from gate {gate}
        costs {price}
        is delayed by {delay} minutes
        is {delay} minutes late
        is direct{direct=true}
        has one stop{direct=false}
        [leaves|is] on {date}
    """,
        sentences="""
        {airline} flight {S} [goes|flies] from {origin} to {destination}[ at {departure}|].
        Flight {S} to {destination} [leaves|departs from] {origin} at {departure}.
        Flight {S} from {origin} lands in {destination} at {arrival}.
        The {departure} flight {S} [from {origin} to|to] {destination} is on time.
        {passenger} [flies|is flying|will fly] from {origin} to {destination} on {date} [with {airline}|].
        {passenger} has seat {seat} on flight {S}.
        {passenger} booked {S} from {origin} to {destination} in {class} class.
        {passenger} paid {price} for {S}.
        {S}: {origin} to {destination}, {departure}-{arrival}.
        {origin} - {destination}, {S}, {date}, gate {gate}.
        [Departure|Take-off] [is at|at] {departure}, [arrival|landing] at {arrival}.
        Boarding is at gate {gate}.
        The seat is {seat}.
        It is a [direct|nonstop] flight{direct=true}.
        It is not a direct flight{direct=false}.
        {bags} bags are included.
        Flight {S}, {origin} to {destination}, [departs|takes off|leaves] at {departure}.
        [The|Your] flight {S} from {origin} [heads|is going|goes] to {destination} [and leaves|and departs|leaving] at {departure}.
        {S} [takes off|departs|starts] in {origin} at {departure} and [lands|arrives] in {destination} at {arrival}.
        At {departure}, {S} [departs|takes off|leaves] from {origin} for {destination}.
        {S} is a flight from {origin} to {destination} [at {departure}|].
        [Passengers to|Travellers to] {destination}: {S} from {origin} leaves at {departure}.
        From {origin} to {destination} with {S}, departure {departure}.
        The plane from {origin} to {destination} is {S}, gate {gate}.
        {passenger} [takes|took] {S} from {origin} to {destination}.
        {passenger}, seat {seat}, flies with {airline} to {destination}.
    """,
    ),
    Domain(
        "apartment",
        "city",
        nouns="apartment flat",
        fields={
            "city": "city|city town location",
            "street": "street|street address",
            "rent": "round:300:6000:money|rent monthly_rent price_per_month",
            "price": "round:60000:2000000:money|price purchase_price asking_price",
            "bedrooms": "int:1:6|bedrooms rooms number_of_bedrooms",
            "bathrooms": "int:1:4|bathrooms baths",
            "area": "int:18:320|area size square_meters sqm",
            "floor": "int:1:25|floor level",
            "furnished": "bool|furnished is_furnished",
            "pets": "bool|pets pets_allowed",
            "balcony": "bool|balcony has_balcony",
            "available": "date|available available_from free_from move_in",
            "landlord": "person|landlord owner agent contact",
            "deposit": "round:300:9000:money|deposit security_deposit",
            "amenities": "list:word:amenity|amenities features",
            "phone": "phone|phone contact_phone",
            "type": "enum:house|flat|studio;apartment|villa|loft|type kind property_type",
        },
        phrases="""
    """,
        sentences="""
        [This|The|A] {bedrooms}-bedroom [flat|apartment|house|home] in {S} [rents for|costs|is available for|goes for] {rent} [a month|per month|monthly].
        [This|The|A] {bedrooms}-bedroom [flat|house] in {S} is for sale at {price}.
        [This|A] [flat|house] [in|near] {S} with {bedrooms} bedrooms [and {bathrooms} bathrooms|] costs {rent} a month.
        {type} in {S}, {area} square meters, {bedrooms} bedrooms, {rent} per month.
        For rent: {type} in {S}, {rent} a month.
        For sale in {S}: {area} sqm {type}, {price}.
        {landlord} rents out a {area} sqm [flat|apartment] in {S} for {rent} a month.
        We rent a [place|flat] at {street} in {S} for {rent}.
        {street}, {S}: {bedrooms} bedrooms, {bathrooms} baths, {area} m2.
        The rent is {rent} [a month|per month], the deposit {deposit}.
        The deposit is {deposit}.
        The monthly rent [is|comes to] {rent}.
        It has {bedrooms} bedrooms [and {bathrooms} bathrooms|].
        It has {area} square meters on floor {floor}.
        It is on [floor {floor}|the floor number {floor}].
        It [is|comes] [furnished|fully furnished]{furnished=true}.
        It [is|comes] [not furnished|unfurnished|without furniture|empty]{furnished=false}.
        It is [fully furnished|furnished]{furnished=true} and available from {available}.
        It is unfurnished{furnished=false} and free from {available}.
        Pets are [allowed|welcome]{pets=true}.
        [No pets|Pets are not allowed]{pets=false}.
        There is a balcony{balcony=true}.
        There is no balcony{balcony=false}.
        [Available|You can move in|Free] from {available}.
        [Contact|The landlord is|The owner is|Ask for] {landlord}.
        Call {phone} [for a viewing|to see it].
        It offers {amenities}.
        [This|A|Our|Lovely] {bedrooms}-[bedroom|room] [apartment|flat|place|house] in {S} [costs|is|can be rented for] {rent} [a month|per month] and [is furnished|comes furnished|is fully equipped]{furnished=true}.
        [This|A|Our|Bright] {bedrooms}-[bedroom|room] [apartment|place|home] in {S} [costs|is offered for|can be rented for] {rent} [a month|per month] [and is|but is|,] [unfurnished|not furnished|empty]{furnished=false}.
        The [flat|apartment] in {S} has {bedrooms} [bedrooms|rooms] and [costs|is] {rent} [a month|].
        {bedrooms} [bedrooms|rooms] in {S} for {rent} [a month|per month|monthly], [unfurnished|no furniture]{furnished=false}.
        {bedrooms} [bedrooms|rooms] in {S} for {rent} [a month|monthly], furnished{furnished=true}.
        [Flat|House|Studio] in {S}, {bedrooms} bedrooms, {rent}.
        Rent in {S}: {rent} for {bedrooms} bedrooms.
        {landlord} [wants|asks] {rent} a month for the {bedrooms}-bedroom flat in {S}.
        {landlord} [lets|offers] a {type} in {S} with {bedrooms} bedrooms.
    """,
    ),
    Domain(
        "support ticket",
        "ticket",
        nouns="ticket case",
        fields={
            "ticket": "code|ticket ticket_id ticket_number id case_id",
            "product": "product|product device item about",
            "issue": "word:issue|issue problem complaint description",
            "customer": "person|customer name reported_by user",
            "status": "enum:open|closed|pending;open|solved;new|open|resolved|status state",
            "priority": "enum:low|medium|high;normal|urgent;low|high|priority urgency severity",
            "agent": "person|agent assigned_to handled_by support_agent",
            "date": "date|date opened created reported_on",
            "email": "email|email customer_email",
            "phone": "phone|phone callback",
            "refund": "bool|refund wants_refund refund_requested",
            "order": "code|order order_number order_id",
            "calls": "int:1:12|calls contacts attempts",
        },
        phrases="""
    """,
        sentences="""
        Ticket {S} [for|concerning|on] the {product} is [now |]{status}.
        Ticket {S} about the {product} [was opened|came in] on {date}.
        Ticket {S} [is|stays|remains|was] {status}.
        {customer} [reports|says|complains|writes] that the {product} {issue}.
        {customer} [opened|created] ticket {S}: the {product} {issue}.
        The {product} {issue}, [says|reports|according to] {customer}.
        The {product} of {customer} {issue}.
        {customer} [wrote|called] about the {product}, ticket {S}.
        {customer} called {calls} times because the {product} {issue}.
        My {product} {issue}.
        My {product} from order {order} {issue}.
        {agent} [handles|took|is working on|closed] {S}.
        {agent} [takes care of|handles] the ticket of {customer}.
        [The problem|Issue]: it {issue}.
        [It has|This has] {priority} priority.
        The priority is {priority}.
        The ticket is {status}.
        {customer} wants [a refund|the money back]{refund=true}.
        {customer} does not want a refund{refund=false}.
        [I want|Please give me] my money back{refund=true}.
        I do not need a refund{refund=false}.
        [Reply to|Answer to] {email}.
        [Call back on|Please ring] {phone}.
        [Order number|The order is] {order}.
        [Reported|Opened] on {date}.
        Ticket {S} [regarding|on|over] the {product} [is currently|has been|stays|remains] {status}.
        Ticket {S}, [a complaint about|a question about] the {product}, is {status}.
        The ticket {S} [for|concerning] a {product} is {status}.
        [Case|Ticket] number {S}: the {product} {issue}.
        {S} is about the {product} and is [marked as|now|] {status}.
        {status:cap}: ticket {S}, {product}.
        {customer}'s {product} {issue}.
        {customer}'s ticket {S} is {status}.
        {customer} has [trouble|a problem] with the {product}: it {issue}.
        We marked ticket {S} about the {product} as {status}.
    """,
    ),
    Domain(
        "subscription",
        "user",
        person=True,
        fields={
            "user": "person|user customer name account_owner subscriber",
            "plan": "enum:free|pro|enterprise;basic|plus|premium;free|pro|team;starter|business|free|plan tier current_plan",
            "seats": "int:1:250|seats users licenses",
            "price": "money:3:600|price monthly_price fee",
            "renewal": "date|renewal renews_on next_billing renewal_date",
            "trial": "bool|trial is_trial on_trial",
            "old_plan": "word:planname|old_plan previous_plan",
            "company": "company|company organization",
            "email": "email|email account_email login",
            "auto_renew": "bool|auto_renew renews_automatically",
            "coupon": "code|coupon discount_code voucher",
            "reason": "word:reason|reason cancel_reason",
        },
        phrases="""
        [is on|uses|has|subscribed to|signed up for|chose] the {plan} plan
        [pays|is charged] {price} [a month|per month]
        has {seats} seats
        [upgraded|switched|moved|changed] [from {old_plan} |from the {old_plan} plan |]to [the |]{plan} [plan|]
        [switched|moved] from [the |]{old_plan} [plan |]to the {plan} plan with {seats} seats
        [subscribed to|uses] the {plan} plan with {seats} seats
        [left|gave up] the {old_plan} plan for {plan}
        is on a trial{trial=true}
        is a paying customer{trial=false}
        renews on {renewal}
        used the coupon {coupon}
        cancelled because of {reason}
    """,
        sentences="""
        {S} from {company} [is on|bought|chose] the {plan} plan for {seats} users.
        {company} has {seats} seats on the {plan} plan.
        {S} pays {price} a month for {plan}.
        The {plan} plan of {S} [renews|ends] on {renewal}.
        {S} ({email}) subscribed to {plan}.
        The subscription [renews|will be renewed] on {renewal}.
        The account email is {email}.
        It renews automatically{auto_renew=true}.
        It does not renew by itself{auto_renew=false}.
        It costs {price} per month for {seats} seats.
        {S} went from [the |]{old_plan} to [the |]{plan} [plan |]and has {seats} seats.
        {S} [changed|moved] [the |]{company} account to the {plan} plan with {seats} seats.
        {S} [dropped|left] the {old_plan} plan and [took|chose] the {plan} plan for {seats} [users|people].
        {S} [bought|ordered|needs] {seats} seats on the {plan} plan.
        {S} [downgraded|went back|switched back] from [the |]{old_plan} to [the |]{plan} [plan|].
        {S} no longer uses the {old_plan} plan but the {plan} plan.
        Instead of {old_plan}, {S} now has the {plan} plan.
        With {seats} seats, {S} is on the {plan} plan.
        {S}'s team of {seats} uses the {plan} plan.
        The {plan} plan with {seats} seats was chosen by {S}.
    """,
    ),
    Domain(
        "recipe",
        "dish",
        nouns="recipe dish",
        fields={
            "dish": "word:dish|dish recipe title name meal",
            "servings": "int:1:12|servings serves portions people",
            "minutes": "int:5:240|minutes time cooking_time duration",
            "ingredients": "list:word:food|ingredients items needs",
            "cook": "person|cook chef author",
            "temperature": "int:120:250|temperature oven_temperature degrees",
            "calories": "int:80:1500|calories kcal energy",
            "vegetarian": "bool|vegetarian is_vegetarian meatless",
            "cuisine": "word:cuisine|cuisine origin style",
            "difficulty": "enum:easy|medium|hard;simple|advanced|difficulty level",
        },
        phrases="""
        [serves|is enough for|feeds] {servings} [people|]
        takes {minutes} minutes
        needs {ingredients}
        [is baked|bakes] at {temperature} degrees
        has {calories} calories
        is {difficulty} to make
        contains no meat{vegetarian=true}
        contains meat{vegetarian=false}
    """,
        sentences="""
        {cook} [makes|cooks|shared a recipe for|cooked] {S} for {servings} people.
        {cook}'s {S} [needs|takes] {ingredients}.
        For the {S} you need {ingredients}.
        {S} for {servings}: {ingredients}.
        To make {S}, take {ingredients} and cook for {minutes} minutes.
        Bake the {S} for {minutes} minutes at {temperature} degrees.
        You need {ingredients}.
        Cook it for {minutes} minutes.
        {S} is a {cuisine} dish [and serves {servings}|].
        It is vegetarian{vegetarian=true}.
        It is not vegetarian{vegetarian=false}.
        It is an {difficulty} recipe by {cook}.
        [Buy|We need to buy] {ingredients} for the {S}.
        {cook}'s {S} [serves|feeds] {servings} and takes {minutes} minutes.
        {S} by {cook} takes {minutes} minutes and serves {servings}.
        You can make {S} with {ingredients}.
        The {S} is ready in {minutes} minutes.
        {ingredients} are all you need for {S}.
    """,
    ),
    Domain(
        "car",
        "model",
        nouns="car",
        fields={
            "model": "word:car|model car vehicle name",
            "year": "year|year built model_year",
            "price": "round:900:90000:money|price asking_price cost",
            "mileage": "round:1000:260000|mileage kilometers km miles",
            "color": "word:color|color colour paint",
            "seller": "person|seller owner offered_by",
            "buyer": "person|buyer new_owner customer",
            "fuel": "enum:petrol|diesel|electric;gas|hybrid|electric|fuel engine",
            "doors": "int:2:5|doors",
            "automatic": "bool|automatic is_automatic",
            "accident_free": "bool|accident_free no_accidents",
            "city": "city|city location",
            "plate": "code|plate license_plate registration",
            "phone": "phone|phone contact",
            "features": "list:word:amenity|features extras equipment",
        },
        phrases="""
        was built in {year}
        has {mileage} [km|kilometers|miles] on the clock
        costs {price}
        [is|was painted] {color}
        has {doors} doors
        has an automatic gearbox{automatic=true}
        has a manual gearbox{automatic=false}
        never had an accident{accident_free=true}
        had an accident{accident_free=false}
        runs on {fuel}
        belongs to {seller}
    """,
        sentences="""
        {seller} [is selling|sells|offers] a {color} {S} [from {year}|] for {price}.
        {seller} sold {buyer} a {S} for {price}.
        {buyer} bought a {S} from {seller} [for {price}|].
        {year} {S}, {mileage} km, {price}.
        {S} from {year} with {mileage} km, {color}, {price}.
        For sale in {city}: {S}, built {year}, {mileage} km.
        The {color} {S} with the plate {plate} belongs to {seller}.
        I am selling my {color} {S} for {price}.
        The asking price is {price}.
        Call {phone} and ask for {seller}.
        It is a {fuel} car.
        It was first registered in {year}.
        It has {features}.
        {seller}'s {color} {S} [costs|is for sale at] {price}.
        {seller} wants {price} for the {S} [from|built in] {year}.
        {buyer} paid {seller} {price} for a {color} {S}.
        The {S} was bought by {buyer} from {seller}.
        A {S} from {year}, {color}, {mileage} km, costs {price}.
        This {S} [was built in|is from] {year} and costs {price}.
    """,
    ),
    Domain(
        "pet",
        "pet",
        nouns="animal",
        fields={
            "pet": "person:first|pet name pet_name",
            "species": "word:animal|species animal kind",
            "breed": "word:breed|breed race",
            "owner": "person|owner keeper",
            "age": "int:1:18|age age_years",
            "weight": "decimal:0.2:60|weight weight_kg",
            "vaccinated": "bool|vaccinated has_shots",
            "vet": "person:doctor|vet veterinarian",
            "chip": "code|chip chip_number",
        },
        phrases="""
        belongs to {owner}
        is {age} years old
        weighs {weight} kg
        is a {breed}
        has been vaccinated{vaccinated=true}
        still needs shots{vaccinated=false}
    """,
        sentences="""
        {owner} has a {species} called {S}.
        {S} is a {age}-year-old {breed}.
        {vet} examined {S}, the {species} of {owner}.
        The chip number is {chip}.
    """,
    ),
    Domain(
        "tool rental",
        "tool",
        nouns="tool machine",
        fields={
            "tool": "word:product|tool equipment article",
            "renter": "person|renter borrower customer",
            "days": "int:1:30|days rental_days",
            "rate": "money:3:200|rate daily_rate",
            "return_date": "date|return_date due_back",
            "deposit": "money:20:500|deposit",
            "insured": "bool|insured with_insurance",
        },
        phrases="""
        costs {rate} per day
        is due back on {return_date}
    """,
        sentences="""
        {renter} rented a {S} for {days} days.
        {renter} pays {rate} a day for the {S}.
        {renter} must bring the {S} back by {return_date}.
        The deposit is {deposit}.
        The rental is insured{insured=true}.
        There is no insurance{insured=false}.
    """,
    ),
    Domain(
        "concert",
        "band",
        nouns="band",
        fields={
            "band": "title|band artist act",
            "genre": "word:genre|genre music_style",
            "venue": "venue|venue hall",
            "city": "city|city",
            "date": "date|date concert_date",
            "ticket": "money:5:200|ticket ticket_price",
            "members": "list:person:first|members musicians",
            "sold_out": "bool|sold_out no_tickets_left",
        },
        phrases="""
        plays {genre}
        plays at {venue} in {city}
        will be on stage on {date}
    """,
        sentences="""
        {members} are the members of {S}.
        The {genre} band {S} plays in {city} on {date}.
        Tickets for {S} cost {ticket}.
        The show is sold out{sold_out=true}.
        There are still tickets{sold_out=false}.
    """,
    ),
    Domain(
        "weather report",
        "city",
        nouns="town",
        fields={
            "city": "city|city station place",
            "high": "int:1:40|high max_temperature",
            "low": "int:1:20|low min_temperature",
            "wind": "int:3:120|wind wind_kmh",
            "date": "date|date day",
            "rain": "bool|rain rain_expected",
            "condition": "enum:sunny|cloudy|stormy|condition sky",
        },
        phrases="""
        expects {high} degrees
        will have wind of {wind} km/h
    """,
        sentences="""
        {S} will be {condition} on {date} with a high of {high}.
        In {S} the high is {high} and the low is {low} degrees.
        Rain is expected{rain=true}.
        It stays dry{rain=false}.
    """,
    ),
]
