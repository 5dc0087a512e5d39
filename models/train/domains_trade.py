"""Domains about buying, travelling and places. See `domains.py` for the template notation."""

from schema_types import Domain

DOMAINS = [
    Domain(
        "invoice",
        "number",
        nouns="invoice bill",
        fields={
            "number": "code|number invoice_number invoice_id invoice id",
            "customer": "company|customer client billed_to buyer",
            "seller": "company|seller vendor supplier issuer from",
            "total": "money:5:9000|total amount sum total_amount",
            "tax": "money:1:900|tax vat tax_amount",
            "issued": "date|issued issue_date invoice_date date",
            "due": "date|due due_date pay_by payment_due",
            "paid": "bool|paid is_paid settled",
            "items": "items|items lines line_items positions",
            "currency": "enum:EUR|USD|GBP;USD|EUR|CHF|currency",
            "contact": "person|contact contact_person accountant",
        },
        phrases="""
        [is|was sent] to {customer}
        [comes to|amounts to|totals|is for|is over] {total}
        is due [on|by|] {due}
        must be paid [by|before|until] {due}
        was issued on {issued}
        was issued by {seller}
        includes {tax} tax
        [has been|was|is already] paid{paid=true}
        [is still unpaid|has not been paid|is open]{paid=false}
    """,
        sentences="""
        Invoice {S} [for|to] {customer} [is|totals|amounts to|comes to] {total}[ and|,] [is|] due {due}.
        Invoice {S} [from|by] {seller} to {customer} over {total}.
        {seller} billed {customer} {total}.
        {seller} sent {customer} invoice {S} over {total}.
        {customer} [owes us|has to pay|must pay] {total} [for|on] invoice {S} by {due}.
        {customer} paid {total} for invoice {S}{paid=true}.
        Please pay {total} by {due}, invoice number {S}.
        Please [pay|transfer|settle] {total} [before|by] {due}.
        [Bill|Invoice] no. {S}, dated {issued}, {total}.
        On {issued} {seller} issued invoice {S}.
        It covers {items}.
        Billed items: {items}.
        [The total is|The amount is|Total:] {total}[ including {tax} tax|].
        The tax is {tax}.
        [Payment is due|It is due|It has to be paid] [by|on] {due}.
        It was [paid|settled]{paid=true}.
        [It is not paid yet|Payment is still missing]{paid=false}.
        {contact} [handles|is responsible for] payments.
        The currency is {currency}.
        Invoice {S} for {customer} [adds up to|is worth] {total} and [needs to|has to|should] be [paid|settled] [by|before] {due}.
        {customer} [was|has been] billed {total} by {seller}, [invoice|number] {S}.
        The invoice for {customer}, number {S}, [shows|states] {total}.
        {seller} [expects|wants] {total} from {customer} [by|until] {due}.
        {customer} must settle invoice {S} [by|before] {due}; the amount is {total}.
        Reminder: invoice {S} ({total}) was due on {due}.
        [Amount due|To pay]: {total}, [invoice|no.] {S}, {customer}.
        {S} is an invoice of {seller} for {customer}, {total} in total.
        For {items} {seller} charges {customer} {total}.
        We received {total} from {customer} for invoice {S}{paid=true}.
        {customer} has not paid invoice {S} yet{paid=false}.
    """,
    ),
    Domain(
        "order",
        "customer",
        person=True,
        fields={
            "customer": "person|customer buyer name client ordered_by",
            "items": "items|items products order_items lines articles",
            "number": "code|number order_number order_id id",
            "total": "money:3:2000|total price amount cost",
            "date": "date|date order_date ordered_on placed",
            "delivery": "date|delivery delivery_date arrives_on expected",
            "city": "city|city ship_to_city deliver_to destination",
            "street": "street|street address delivery_address",
            "express": "bool|express is_express fast_delivery",
            "gift": "bool|gift gift_wrap is_gift",
            "payment": "enum:card|cash|paypal;cash|card|invoice|transfer|payment payment_method paid_with",
            "status": "enum:new|shipped|delivered;pending|shipped|cancelled|status state",
            "email": "email|email contact_email",
            "note": "word:color|color colour",
        },
        phrases="""
        [bought|wants|purchased|would like|needs] {items}
        [ordered|bought|purchased] {items} on {date}
        [ordered|bought] {items} for {total}
        paid {total} [in total|]
        paid [by|with|in] {payment}
        placed order {number} on {date}
        wants [it|everything] delivered to {street}, {city}
        chose express delivery{express=true}
        [chose standard delivery|is in no hurry]{express=false}
        wants it gift wrapped{gift=true}
        does not need gift wrapping{gift=false}
    """,
        sentences="""
        {S} from {city} [ordered|bought|purchased] {items}.
        Order {number}: {items} for {S}.
        Order {number} by {S} [contains|includes] {items}.
        {items} [for|ordered by] {S}, please.
        Please [send|ship|deliver] {items} to {S} in {city}.
        [Deliver|Ship|Send] [the order|it] to {street} in {city}.
        {S} has placed an order for {items}, total {total}.
        I'd like to order {items}, please. My name is {S}.
        The [order number|reference] is {number}.
        The total [is|was|comes to] {total}.
        [It will arrive|Delivery is planned|It should arrive] on {delivery}.
        It goes to {city}.
        The order is {status}.
        [Payment by|Paid by|Payment method:] {payment}.
        The color is {note}.
        Confirmation goes to {email}.
        {S} [would like to order|wants to buy|put in an order for|is ordering|picked up] {items}.
        {S} [has ordered|just ordered|is getting|asked for] {items}.
        {S} took {items} [and paid {total}|].
        {S} [bought|got] {items} [yesterday|this morning|on Monday].
        [Customer|Buyer] {S}: {items}.
        {items} were ordered by {S} [on {date}|].
        {items} for {S} in {city}.
        [The|An] order [of|from] {S} [is|was]: {items}.
        {S} ordered {items} [and wants them sent to|to be shipped to] {city}.
        {S} ordered {items} from us, [order|number] {number}.
        [We shipped|We delivered|Pack] {items} for {S}.
    """,
    ),
    Domain(
        "product",
        "product",
        nouns="product item",
        fields={
            "product": "product|product name item product_name model",
            "brand": "word:brandname|brand maker manufacturer",
            "price": "money:2:2500|price cost current_price",
            "old_price": "money:5:3000|old_price regular_price previous_price",
            "color": "word:color|color colour finish",
            "material": "word:material|material made_of",
            "weight": "decimal:0.1:40|weight weight_kg",
            "in_stock": "bool|in_stock available is_available",
            "stock": "int:1:500|stock quantity units count",
            "sku": "code|sku article_number product_code code",
            "rating": "decimal:1:5|rating stars score",
            "reviews": "int:1:2000|reviews review_count",
            "warranty": "int:1:10|warranty warranty_years guarantee",
            "colors": "list:word:color|colors available_colors variants",
            "category": "enum:kitchen|office|garden;sports|home|electronics;tools|toys|books|category section",
            "country": "word:country|country made_in origin",
            "sizes": "list:word:size|sizes",
        },
        phrases="""
        [costs|is priced at|sells for|goes for|is available for|retails at] {price}
        [now costs|is on sale for|was reduced to] {price}
        was {old_price} and now costs {price}
        [went down|dropped] from {old_price} to {price}
        comes in {color}
        [is|is made] of {material}
        weighs {weight} kg
        is [in stock|available|available now|ready to ship]{in_stock=true}
        is [sold out|out of stock|not available|unavailable]{in_stock=false}
        has a rating of {rating}
        has {rating} stars from {reviews} reviews
        has {reviews} reviews
        comes with a {warranty}-year warranty
        has {warranty} years of warranty
        is made in {country}
        comes in {colors}
        is [available|sold] in sizes {sizes}
        is [sold by|made by|a product of] {brand}
    """,
        sentences="""
        The {S} in {color} [costs|is|sells for|is yours for] {price}.
        The {color} {S} [costs|sells for|is] {price}.
        The {S} by {brand} [costs|is] {price}.
        The {S} ({color}, {material}) costs {price}[ and is in stock{in_stock=true}|].
        [Buy|Get] the {S} for {price}[ today|].
        [Buy|Get] the {S} for {price} instead of {old_price}.
        {brand} sells the {S} for {price}.
        [For sale|New]: {S}, {color}, {price}.
        {S} made of {material}, {price}.
        {price} for the {S}, {in_stock=true}in stock.
        {price} is the price of the {S}.
        The price of the {S} [rose|fell] from {old_price} to {price}.
        The price is {price}.
        It used to cost {old_price}.
        The regular price [is|was] {old_price}.
        The color is {color}.
        [There are|We have] {stock} [left|in stock]{in_stock=true}.
        It is [in stock|available|ready for shipping]{in_stock=true}.
        [We have none left|It is sold out|Currently out of stock]{in_stock=false}.
        [SKU|Article number|Item no.] {sku}.
        [You find it in|It belongs to] the {category} section.
        [Customers gave it|It was rated] {rating} [stars|out of 5].
        [Available in|You can get it in|Colors:] {colors}.
        It weighs {weight} kg.
        The {S} in {color} [is priced at|goes for|now costs] {price} and [ships at once|can be shipped today|is on the shelf]{in_stock=true}.
        The {S} is [a bargain|yours] at {price} and can be [ordered|bought] now{in_stock=true}.
        The {S} costs {price} but is [sold out|not available|gone]{in_stock=false}.
        The {S}, {color}, is [currently |]out of stock{in_stock=false}.
        [Our|A] {S} in {color}[ made of {material}|] costs {price}.
        [Our|A] {color} {S} [made of {material} |]for [only|just] {price}.
        The {S} now [comes|is offered] in {color} for {price}.
        You [pay|save if you pay] {price} for the {S} [in {color}|].
        At {price}, the {S} is [cheap|a good deal].
        {S}, {color}: {price}.
        {brand}'s {S} [costs|goes for] {price} [and has {rating} stars|].
        The {S} fell from {old_price} to {price}.
    """,
    ),
    Domain(
        "address",
        "street",
        nouns="address house",
        fields={
            "street": "street|street address street_address line1",
            "city": "city|city town locality",
            "zip": "zip|zip postal_code postcode zip_code",
            "country": "word:country|country",
            "recipient": "person|recipient name resident addressee",
            "company": "company|company organization firm",
            "floor": "int:1:30|floor storey level",
            "phone": "phone|phone telephone",
            "door": "code|door door_code entry_code",
        },
        phrases="""
        is on floor {floor}
    """,
        sentences="""
        [Send|Ship|Deliver|Mail] [it|everything|the package|the letter|the order|this] to {S}, {city}, {zip}, {country}.
        [Please send|Send|Ship] [it|everything|the books] to {S}, {zip} {city}, {country}.
        [My|Our|The|Her|His] [new |]address is {S}, {zip} {city}.
        [My|Our|The|Her|His] [new |]address is {S}, {city} {zip}, {country}.
        [We moved to|You find us at|Visit us at|Come to] {S}, {city}.
        [We are at|The shop is at|The office is at] {S} in {city}, {country}.
        {recipient} lives at {S}, {zip} {city}.
        {recipient} has a flat at {S} in {city}.
        {recipient}, {S}, {zip} {city}, {country}.
        {company}, {S}, {city} {zip}.
        {company} [is located|has its office] at {S} in {city}.
        {S}, {city}, {country}.
        Deliver to {recipient}, {S}, {city}, {zip}.
        [Bring|Forward] it to {recipient} at {S} in {city}.
        [The postal code|The zip|The postcode] is {zip}.
        The recipient is {recipient}.
        [The apartment|The office|Our flat] is on floor {floor}.
        Use the door code {door}.
        [Call|Ring] {phone} [on arrival|when you are there].
        The country is {country}.
        [The parcel|This letter|The order|It] goes to {S}, {city}, {zip}, {country}.
        [The parcel|The letter|The bill] should go to {recipient}, {S}, {zip} {city}.
        {recipient} can be found at {S}, {city}.
        {recipient} moved [into|to] {S} in {city}, {zip}.
        {recipient}'s [home|place] is {S}, {city}.
        [You will find|Look for] {recipient} at {S}, {zip} {city}, {country}.
        [Where we live|Home address|Office]: {S}, {city} {zip}.
        [The shop|The museum|Our office] is at {S}, {zip} {city}, {country}.
        I live at {S} in {city}, [the zip is|postcode] {zip}.
        We deliver to {S}, {city}, {zip}.
        Visit {company} at {S}, {city}, {country}.
    """,
    ),
    Domain(
        "shipment",
        "tracking",
        nouns="parcel package shipment",
        fields={
            "tracking": "code|tracking tracking_number tracking_id parcel number",
            "carrier": "word:carrier|carrier courier shipped_by company",
            "origin": "city|origin from from_city source sent_from",
            "destination": "city|destination to to_city target",
            "sender": "person|sender from_person shipper",
            "recipient": "person|recipient receiver addressee to_person",
            "weight": "decimal:0.1:60|weight weight_kg kg",
            "status": "enum:in_transit|delivered|lost;pending|shipped|delivered|status state",
            "shipped": "date|shipped shipped_on sent ship_date",
            "arrival": "date|arrival eta expected delivery_date",
            "fragile": "bool|fragile is_fragile",
            "cost": "money:2:300|cost shipping_cost fee postage",
            "pieces": "int:1:40|pieces boxes count",
        },
        phrases="""
        [goes|is going|is travelling|was shipped|is on its way] from {origin} to {destination}
        [left|departed from|started in] {origin} on {shipped}
        left {origin} [this morning|yesterday|on Tuesday|last night] and is [bound for|on the way to|going to] {destination}
        [is on its way|is travelling] to {destination}
        will [arrive|be delivered] on {arrival}
        weighs {weight} kg
        was sent by {sender}
        is addressed to {recipient}
        costs {cost}
        is {status}
        is fragile{fragile=true}
        is not fragile{fragile=false}
        consists of {pieces} boxes
    """,
        sentences="""
        {carrier} [parcel|package|shipment] {S} [left|departed] {origin} and [goes|is on the way] to {destination}.
        {carrier} [picked up|has|collected] parcel {S} in {origin}.
        {carrier} will bring {S} [from {origin} |]to {destination} on {arrival}.
        Parcel {S} from {origin} to {destination} is with {carrier}.
        Package {S} left {origin} for {destination}.
        Your {carrier} [parcel|package] {S} is {status}.
        {sender} sent parcel {S} to {recipient}.
        {sender} in {origin} sent {recipient} in {destination} a parcel, number {S}.
        {recipient} will receive {S} from {sender}.
        From {sender}, {origin}, to {recipient}, {destination}.
        Parcel {S}: from {sender} to {recipient}.
        A package from {sender} is waiting for {recipient}.
        It is {carrier} that carries it.
        [The status is|Status:] {status}.
        Handle with care, it is fragile{fragile=true}.
        It weighs {weight} kg.
        [Shipping cost|Postage was] {cost}.
        It [comes|came] from {origin}.
        {destination} is the destination.
        The {carrier} [parcel|shipment|package] {S} [set off from|was picked up in|started in] {origin} [on Monday|this morning|yesterday|last night|] and [will arrive in|is expected in|is headed for|travels to] {destination}.
        {carrier} [shipment|parcel|box] {S} from {origin} is [on the way|coming|travelling] to {destination}.
        {carrier} [carries|brings|ships|moves] {S} from {origin} to {destination}.
        [Shipped|Sent] with {carrier}: {S}, {origin} to {destination}.
        With {carrier}, parcel {S} [goes|travels] from {origin} to {destination}.
        {S} ({carrier}) left {origin} [today|last week|] and [should reach|will reach] {destination} [on {arrival}|soon].
        [Out of|Leaving] {origin}, bound for {destination}: {carrier} {S}.
        {S} is travelling with {carrier} from {origin} to {destination}.
        [For|To] {destination}, {carrier} took {S} from {origin}.
    """,
    ),
    Domain(
        "transfer",
        "amount",
        nouns="payment transfer",
        fields={
            "amount": "money:1:9000|amount sum value total",
            "sender": "person|sender payer from paid_by",
            "recipient": "person|recipient payee to receiver beneficiary",
            "date": "date|date booked_on transfer_date",
            "reference": "code|reference ref payment_reference",
            "purpose": "word:goods|purpose reason for",
            "bank": "company|bank",
            "fee": "money:1:30|fee charges",
            "recurring": "bool|recurring monthly is_recurring",
        },
        phrases="""
    """,
        sentences="""
        {sender} [transferred|wired|lent|handed over|made a payment of] {S} to {recipient}.
        {sender} [paid|sent|owes|gave|lent] {recipient} {S}.
        {sender} [paid|sent] {recipient} {S} for {purpose} on {date}.
        {recipient} [received|got|was paid|borrowed] {S} from {sender}.
        {recipient} received {S} from {sender} on {date}.
        [A payment|A transfer] of {S} from {sender} to {recipient}.
        {S} went from {sender} to {recipient} on {date}.
        [Please transfer|Pay|Send] {S} to {recipient}, reference {reference}.
        {S} [were|was] transferred by {sender} to {recipient}.
        On {date}, {sender} transferred {S} to {recipient}.
        The money came from {sender}.
        It is for {purpose}.
        The reference is {reference}.
        {bank} charged a fee of {fee}.
        This happens every month{recurring=true}.
        It is a one-time payment{recurring=false}.
        {sender} [mailed|repaid|donated|moved|returned] {S} to {recipient}.
        {sender} [returned|repaid|wired|advanced|loaned] {recipient} {S}.
        {recipient} [has received|was given|got back] {S} from {sender}.
        {recipient} got {S}, [sent|paid|transferred] by {sender}.
        {sender}'s payment of {S} to {recipient} [arrived|is done].
        {sender} [just|recently] [sent|paid|transferred] {S} over to {recipient} [for {purpose}|].
        From {sender} to {recipient}: {S}.
        To {recipient} from {sender}, {S}[ on {date}|].
        {sender} owes {S} to {recipient}.
        It was {sender} who [paid|sent] {recipient} {S}.
    """,
    ),
    Domain(
        "hotel booking",
        "guest",
        person=True,
        fields={
            "guest": "person|guest name guest_name booked_by",
            "hotel": "hotel|hotel hotel_name accommodation property",
            "city": "city|city location destination",
            "nights": "int:1:21|nights number_of_nights stay",
            "check_in": "date|check_in arrival checkin from_date arrives",
            "check_out": "date|check_out departure checkout to_date leaves",
            "room": "word:room|room room_type",
            "price": "money:30:900|price rate total price_per_night",
            "guests": "int:1:8|guests people persons",
            "breakfast": "bool|breakfast breakfast_included",
            "amenities": "list:word:amenity|amenities features extras",
            "phone": "phone|phone",
            "code": "code|code booking_number reference confirmation",
            "paid": "bool|paid prepaid",
        },
        phrases="""
        [reserved|has booked] {nights} nights [at|in] [the |]{hotel}
        [stays|will stay|is staying|stayed] [at|in] [the |]{hotel} for {nights} nights
        [stays|will stay] [at|in] [the |]{hotel} from {check_in} to {check_out}
        [booked|reserved|wants] {room:a} [at|in] [the |]{hotel}
        arrives on {check_in} and leaves on {check_out}
        [arrives|checks in] on {check_in}
        [leaves|checks out] on {check_out}
        pays {price} [per night|]
        has booked [breakfast|breakfast too]{breakfast=true}
        does not want breakfast{breakfast=false}
        booked for {guests} people
        has already paid{paid=true}
        will pay later{paid=false}
    """,
        sentences="""
        {S} booked {room:a} at [the |]{hotel} in {city} for {nights} nights[, starting {check_in}|, check-in {check_in}|].
        {S} booked {nights} nights at [the |]{hotel}, [from|starting] {check_in}.
        {hotel} [confirms|has confirmed] the booking of {S} from {check_in} to {check_out}.
        [Reservation|Booking] for {S} at {hotel}, {nights} nights from {check_in}.
        [Reservation|Booking] {code}: {S}, {hotel}, {city}.
        {S} and family will spend {nights} nights in {city}, at {hotel}.
        {room} for {guests} [people|guests], {nights} nights, name {S}.
        The {hotel} in {city} expects {S} on {check_in}.
        Check-in is on {check_in}, check-out on {check_out}.
        It [costs|is] {price} per night.
        Breakfast is [included|part of the price]{breakfast=true}.
        Breakfast is [not included|extra]{breakfast=false}.
        The hotel has {amenities}.
        [It offers|Amenities:] {amenities}.
        The booking number is {code}.
        The room is {room:a}.
        {S} [has a reservation|has a room|made a booking] [at|in] [the |]{hotel} for {nights} nights [from|starting|as of] {check_in}.
        {S} [spends|will spend] {nights} nights at [the |]{hotel}, [checking in|arrival] [on|] {check_in}.
        {S} [wants to stay|plans to stay] {nights} nights at [the |]{hotel} in {city}.
        {nights} nights at [the |]{hotel} for {S}, [check-in|arrival|arriving on] {check_in}.
        [The |]{hotel} [has|reserved|holds] a room for {S} for {nights} nights.
        [Please book|Book] {nights} nights at [the |]{hotel} for {S}.
        {S} [arrives|checks in] at [the |]{hotel} on {check_in} and stays {nights} nights.
        {S} [arrives|gets there] on {check_in} and leaves [again |]on {check_out}.
    """,
    ),
    Domain(
        "restaurant",
        "restaurant",
        nouns="restaurant place",
        fields={
            "restaurant": "restaurant|restaurant venue place name",
            "name": "person|name guest reserved_by customer",
            "party_size": "int:2:14|party_size guests people seats persons",
            "time": "time|time at hour",
            "date": "date|date day",
            "city": "city|city location",
            "cuisine": "word:cuisine|cuisine kitchen food_type",
            "dishes": "list:word:dish|dishes menu recommended",
            "rating": "decimal:1:5|rating stars score",
            "price": "money:8:150|price average_price bill",
            "outdoor": "bool|outdoor terrace outside",
            "vegan": "bool|vegan vegan_options",
            "reviewer": "person|reviewer author critic",
            "phone": "phone|phone",
            "street": "street|street address",
        },
        phrases="""
        [serves|offers|is known for] {cuisine} food
        [is|is located] in {city}
        has {rating} stars
        has a terrace{outdoor=true}
        has no outdoor seating{outdoor=false}
        has vegan options{vegan=true}
        has nothing for vegans{vegan=false}
        serves {dishes}
        is at {street}
    """,
        sentences="""
        [A table|Table|Reservation|Dinner] for {party_size} at {S} on {date} at {time}.
        [A table|Table|Reservation|Dinner] for {party_size} [people |]at {S} at {time}, [name|under the name|for] {name}.
        {name} [booked|reserved] a table for {party_size} at {S} [on {date} |]at {time}.
        {name} wants a table at {S} at {time} for {party_size}.
        Please [book|reserve] a table for {party_size} [people|] at {S}, {time}, for {name}.
        Dinner at {S} in {city}, {party_size} people, {time}.
        [The reservation|The booking|The table] is [under|in] the name [of |]{name}.
        The table is for {party_size}.
        We [eat|are meeting] at {S} at {time}.
        {reviewer} gave {S} {rating} stars.
        {S} in {city} serves {cuisine} food.
        The {cuisine} restaurant {S} [opened|is] in {city}.
        {reviewer} [praised|recommends] the {dishes} at {S}.
        We had {dishes} and paid {price}.
        [Call|Phone] {phone} to book.
        It is on {date} at {time}.
        You can [eat|sit] outside{outdoor=true}.
        There is no terrace{outdoor=false}.
        [Dinner|Lunch|A table] for {party_size} [tonight|tomorrow|today|on Friday|] at {S}, {time}, [for|reserved for|booked by] {name}.
        {S}, {time}, {party_size} [people|guests|persons], [booked|reserved] [by|for] {name}.
        [We are|We will be] {party_size} at {S} [tonight|tomorrow|] at {time}, [the name is|reserved as] {name}.
        [We need|I need|I'd like] a table for {party_size} at {S} [tonight|] at {time}. [My name is|The name is|It's for] {name}.
        {name} and friends, {party_size} in all, [eat|dine] at {S} at {time}.
        {name} has a table at {S} for {party_size} people.
        [Tonight|Tomorrow] at {time} we have a table for {party_size} at {S}.
        [Lunch|Dinner] with {name} at {S} at {time}.
    """,
    ),
]
