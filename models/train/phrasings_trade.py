"""More ways to say what `domains_trade.py` says, for training only. Notation: `domains.py`."""

PHRASINGS: dict[str, tuple[str, str]] = {
    "invoice": (
        """
        [went out to|goes to|is addressed to|was made out to|is meant for] {customer}
        [runs to|reads|shows a total of|is about|asks for|lists] {total}
        [falls due|becomes payable|is payable|should be settled|expires] [on|by] {due}
        [dates from|carries the date|was written on|bears the date] {issued}
        [comes from|was sent by|was drawn up by|is from|was written by] {seller}
        [was settled|has been cleared|is paid in full]{paid=true}
        [remains open|awaits payment|is outstanding|was never paid]{paid=false}
        covers {items}
        """,
        """
        {seller} [sent|wrote|issued|made out] [invoice {S}|bill {S}] to {customer} [for|over] {total}.
        {seller} [charges|charged|invoiced|asks|is owed by] {customer} {total}[, payable by {due}|].
        {seller} [asks|wants|reminds] {customer} to pay {total} [by|before] {due}.
        {seller} [wants|demands|is waiting for|is still owed] {total} [from {customer}|].
        {customer} [received|got|was sent|has|holds] [invoice {S}|bill {S}] [from {seller}|] [over|for|of] {total}.
        {customer} [received|got|was sent] an invoice, number {S}, [over|for|of] {total}[, due on {due}|].
        {customer} [has until {due}|has time until {due}] to pay {total}.
        {customer} [should|is to|is asked to|will] [transfer|pay|remit] {total} [by|before|on] {due}[ (invoice {S})|].
        {customer} [still owes|is late with|has not yet paid] {total}{paid=false}.
        {customer} has [settled|cleared|paid] [invoice {S}|the bill {S}]{paid=true}.
        [To|For|Attn.|Bill to] {customer}: [invoice {S}|no. {S}], {total}[, due {due}|].
        [Dear|Hello] {customer}, [attached is|please find|here is|we send you] invoice {S} [over|for|of] {total}.
        [Dear|Hello] {customer}, invoice {S} of {total} is [due on {due}|still open]{paid=false}.
        [Invoice|Bill|No.|Number] {S} / {customer} / {total} / {due}
        {S}, {customer}, {total}, {due}
        {S} ({customer}): {total}
        [From|Seller|Vendor]: {seller}. [To|Buyer|Customer]: {customer}. [Total|Amount]: {total}.
        [Payable|Due|Pay] [by|before|until] {due}: {total}[ to {seller}|].
        [By|Before|On|Until] {due}, {customer} [must|should|has to|needs to] [pay|transfer] {total}.
        [With|In] invoice {S}, {seller} [bills|charges] {customer} {total}.
        With invoice {S} dated {issued} we [bill|charge] {customer} {total}.
        [Your|Our|The] invoice number is {S}[ and the total is {total}|].
        [Your|Our] [invoice|bill] {S} [of|dated|from] {issued} [comes to|amounts to|is for] {total}.
        {total} [is due|is payable|has to be paid|must reach us|will be debited] [on|by] {due}.
        {total} is [what|the amount that] {customer} [has to pay|owes|was charged].
        {total}, [invoice|bill] {S}, [to be paid|payable] by {due}.
        [The sum of|A total of|An amount of] {total} [was billed to|is owed by|is due from] {customer}.
        [It was|It is] {customer} that [ordered and must pay|has to pay|owes] {total}.
        [The customer|The client|The buyer] is {customer}, the [seller|supplier|vendor] is {seller}.
        [The invoice|The bill] is [made out to|for] {customer}.
        [How much does|What does] {customer} owe? {total}.
        [Has|Did] {customer} [paid|pay] {S}? [Yes|It has]{paid=true}.
        [Has|Did] {customer} [paid|pay] {S}? [No|Not yet|Not so far]{paid=false}.
        [Of this|Of that], {tax} is tax.
        [Tax|VAT]: {tax}.
        [Thanks for your payment|We have your money|The money arrived]{paid=true}.
        [The money has not arrived|We are still waiting for the money|Second reminder]{paid=false}.
        [The invoice is for|We delivered|You bought|Charged are|Position]: {items}.
        {seller} delivered {items} to {customer} [and charges {total}|].
        {customer} bought {items} from {seller}[ for {total}|].
        Ask {contact} [about payments|if anything is unclear].
        All amounts are in {currency}.
        [This bill|This invoice] was [issued|written] on {issued}.
        """,
    ),
    "order": (
        """
        [has asked for|is after|is waiting for|reserved|chose|takes|put down|requested|added|needs a delivery of] {items}
        [put|placed|threw] {items} [in the cart|in the basket|on the list]
        [sent in|sent|phoned in|made|submitted] an order for {items}
        [got|received|picked up|collected] {items} [today|]
        [owes|spent|is charged] {total}
        [settled the bill by|settles by|chose to pay by|is paying with] {payment}
        [lives in|is from|orders from] {city}
        [asked for|paid extra for|wants] express [delivery|shipping]{express=true}
        [can wait|took the slow shipping]{express=false}
        [gives it as a present|asked for wrapping paper]{gift=true}
        has order number {number}
        [spends|paid us|transferred] {total} [in all|for everything|]
        [is going to get|would like us to send|picked out|left with] {items}
        """,
        """
        {S} [orders|is buying|buys|needs|takes|will take|wishes to order|would like to have|has bought|reserved] {items}.
        {S}, {city}: {items}.
        {S} wants {items} [delivered|sent|shipped] to {city}.
        {S} [ordered|bought] {items} [on {date} |]and [pays|paid] {total}.
        {S} [ordered|bought] {items}, order [number |]{number}.
        {S} [ordered|bought] {items}. [It comes to|That makes|The bill is|Total] {total}.
        {S} [was sent|was shipped|got|received|picked up|will receive] {items} [on {date}|].
        {S} [came in|called|wrote|mailed] [to order|and ordered|and asked for|because she needs|wanting] {items}.
        {S} [is interested in|asked the price of|returned|sent back|is sending back] {items}.
        {items} [were|got] [sold|shipped|delivered|sent] to {S} [in {city}|on {date}|].
        {items} [go|have to go|must go|went] to {S}[ in {city}|].
        {items} - that is [what {S} wants|the order of {S}|for {S}].
        {items}, [customer|buyer|ordered by|sold to|name] {S}.
        {items} [please|], [my name is|for|the name is] {S}[, {street}, {city}|].
        [Please|Kindly|Can you] [pack|prepare|wrap|reserve|deliver|put aside] {items} for {S}.
        [The order of|A new order from] {S} [contains|consists of|includes|lists|covers] {items}.
        [Order|No.|Purchase] {number}, {S}: {items}[, {total}|].
        [In|With] order {number}, {S} [bought|requested|asked for] {items}.
        [New order|Order received|Incoming order|Shopping list]! {S}, {items}.
        [On|Dated] {date} {S} [ordered|bought|asked for] {items}.
        [Yesterday|Today|This morning|Last week] {S} [ordered|bought|took|asked for] {items}.
        [What|What exactly] did {S} [order|buy|want]? {items:cap}.
        [It was|It is] {S} who [ordered|bought|wants] {items}.
        [We sold|We sent|They sold|I sold] {items} to {S}[ on {date}|].
        [We sold|We sent|I gave] {S} {items}.
        [Sold|Shipped|Sent|Delivered] to {S}: {items}.
        [Hello|Hi|Good morning], [I want|I need|I would like|please send me|can I have|could I get] {items}. [Regards|Thanks|Cheers|Best], {S}
        [Hello|Hi], this is {S}, I [need|want|would like|am looking for] {items}.
        [I am|My name is] {S} and I [want|need|would like] to [order|buy|get] {items}.
        [Our customer|Client|Mr or Ms|The customer] {S} [needs|ordered|wants] {items}.
        [Cart|Basket|Items|Articles|Goods]: {items}. [Customer|Buyer|Name|Client]: {S}.
        [Ship to|Deliver to|Recipient|For]: {S}, {street}, {city}.
        [The goods|Everything|The box|The parcel] [should be sent to|goes to|must reach] {street}, {city}.
        [The order|It] [has the number|is number|is registered under|runs under] {number}.
        [The order|It] [was placed|was made|came in|dates from] [on |]{date}.
        [The whole order|Everything together|Altogether it|In total it] [costs|is|comes to] {total}.
        {total} [is the total|was paid|in all].
        [It was paid|Paid|Payment] [by|with|in] {payment}.
        [Delivery|Expected|Arrival] [on|is on|is expected on] {delivery}.
        [The customer wants|We promised to deliver|It will be there|You will have it] [by|on] {delivery}.
        [It is urgent, send it express|Express delivery, please]{express=true}.
        [No hurry|Standard shipping]{express=false}.
        [It is a gift|Please gift wrap it]{gift=true}.
        [No gift wrapping|It is not a gift]{gift=false}.
        The status is {status}.
        [Inside the box|In the parcel|On the list|In the basket] [of {S} |][are|we find] {items}.
        [The items are|The articles are|Goods|What was ordered]: {items}.
        [We packed|Packed|Prepared|Reserved] {items} [for {S}|].
        [Could you send|Please deliver|We are waiting for] {items} [to {city}|]?
        {S} [came for|left with|wants to have|is waiting for|has requested] {items}.
        {S}'s [order|basket|list] [is|has|contains]: {items}.
        {S}, {street}, {city}, [ordered|wants] {items}.
        {items}, {total}, {S}.
        {items}. {S}.
        {S} [is|was] [the buyer|our customer] and [lives|is] in {city}.
        [The buyer|The customer|The client|The name] is {S}[, {email}|].
        [Total|Sum|Price|To pay]: {total}.
        [Together|Altogether|All of it] [costs|makes|comes to] {total}.
        [The street is|Street:|Deliver to] {street}.
        [We charge|We charged|The bill for] {S} {total}.
        {total} [will be charged|is the bill|for everything].
        {S}'s [bill|order] [comes to|is] {total}.
        [Two lines|One line] on the order [of|by] {S}: {items}.
        {S} [has|put] {items} [on order|on the list|in the cart].
        [From our shop|From us], {S} [got|ordered|wants] {items}.
        [The order|The parcel] for {S} [holds|consists of|has] {items}.
        """,
    ),
    "product": (
        """
        [used to be|was] {old_price} [but is now|and is now] {price}
        [has a finish in|is coloured|comes with a finish in|is painted] {color}
        [consists of|was made from|is built from] {material}
        [can be bought|can be had|is on the shelf|is in the warehouse|can be delivered at once|ships today]{in_stock=true}
        [can no longer be bought|has run out|is on back order|cannot be delivered|is gone]{in_stock=false}
        [tips the scales at|brings] {weight} kg [on the scales|]
        [was rated|got|earned|scores|averages] {rating} [stars|points|]
        [has been reviewed|was reviewed] {reviews} times
        is covered for {warranty} years
        [can be had in|exists in|is made in] {colors}
        [exists in|fits] sizes {sizes}
        [is from|comes from|is a creation of|was designed by] {brand}
        [is produced in|is imported from] {country}
        has the article number {sku}
        [comes only in|looks good in|is sold in|can be ordered in] {color}
        [is|comes] {color} [all over|]
        has {stock} [pieces|units] [left|in stock]{in_stock=true}
        """,
        """
        The {S} in {color} [sells|retails|goes] for {price} and is [in stock|available|ready]{in_stock=true}.
        The {S} in {color} [sells|goes|is offered] for {price} but [is sold out|has run out|cannot be delivered]{in_stock=false}.
        The {S}, [in |]{color}, [costs|is|sells for|goes for] {price} and [you can have it today|it is available|we have it here]{in_stock=true}.
        The {S} [costs|is|sells for|goes for] {price} [and is available|and in stock|and can be shipped] [in {color} |]{in_stock=true}[now|at once|].
        The {S} [costs|is|sells for] {price}, [currently unavailable|out of stock|not available now]{in_stock=false}.
        The {S} [from|by|made by] {brand} [goes for|sells for|is priced at|is] {price}[, color {color}|].
        [For|At] [only|just|as little as] {price}, you [get|can have|take home] the {S}[ in {color}|].
        [For|At] {price} the {S} [is a bargain|is too expensive|could be yours|can be bought][ in {color}|].
        {price} - [that is what|this is what] the {S} costs[ in {color}|].
        {price} [buys you|gets you|will get you] the {S}[ in {color}|].
        {price}: {S} ({color})
        {S}, {color}, {material}, {price}
        {S} | {color} | {price} | {sku}
        {S} ({brand}), {price}.
        {S} - {price} - [in stock|available]{in_stock=true}
        {S} - {price} - [sold out|unavailable]{in_stock=false}
        [How much is|What does] the {S} [cost|]? {price}.
        [Is|Do you have] the {S} [available|in stock|]? [Yes|Of course|It is]{in_stock=true}.
        [Is|Do you have] the {S} [available|in stock|]? [No|Sorry, no|Not at the moment]{in_stock=false}.
        [Do you have|Is there] the {S} in {color}?
        [I bought|We bought|She bought|I want|We sell|Look at] the {S} [in {color} |]for {price}.
        [Today's offer|Offer of the day|Bargain|Deal|Sale]: {S} [in {color}|], {price}[ instead of {old_price}|].
        [Instead of|Down from] {old_price}, the {S} [now costs|is now|sells for] {price}.
        [It was|Before, it was|It cost] {old_price} [before|last year|].
        [The old price|Before the sale] was {old_price}.
        {brand} [offers|makes|presents|launches|has released|announced] the {S} [for|at] {price}.
        {brand} [offers|makes|presents|launches|has released] the {S} in {color}.
        [The maker|The brand|The manufacturer] is {brand}.
        [We|Our shop|The store] [sell|sells|offers|carries|has] the {S} [in {color} |][for|at] {price}.
        [Color|Colour|Finish]: {color}. [Price|Cost]: {price}.
        [In|Painted in] {color}, the {S} [looks great|costs {price}|is a dream].
        [The color of|The finish of] the {S} is {color}.
        The {S} [is {color} and costs|comes in {color} and costs] {price}.
        [It is made of|The material is|Made of|Built from] {material}.
        [A {material} {S}|A {color} {S}] [costs|sells for|is yours for|is just] {price}.
        [It sells for|It can be had for|You pay|It costs|Now only|Just] {price}.
        [Still|Only|Just] {stock} [left|pieces left|in the warehouse]{in_stock=true}.
        {stock} [pieces|units] [of the {S} |][are|remain] in stock{in_stock=true}.
        [Ready for delivery|You can order it now|Delivery within two days]{in_stock=true}.
        [Sold out|Not in stock|Temporarily unavailable|We cannot deliver it now]{in_stock=false}.
        [Rating|Score]: {rating}[ ({reviews} reviews)|].
        {reviews} [buyers|customers|people] [rated|reviewed] the {S}[, average {rating}|].
        [With|After] {reviews} reviews, it [stands at|has] {rating} stars.
        The {S} comes in {colors}.
        [Colors|Variants|Choose from|There are]: {colors}.
        [The warranty lasts|You get a warranty of|Guarantee:] {warranty} years.
        [Article|Code|Ref.] {sku}: {S}.
        [Section|Department|Category]: {category}.
        [Color|Colour|Finish|Shade] [:|=|is] {color}.
        [It is|It comes|We have it|Yours is|You get it] [in |]{color}.
        {color:cap} [is the color|is how it looks|, {material}|].
        [The {color} one|The {color} version|The {color} model] of the {S} [costs|is|sells for] {price}.
        [I ordered|I have|She wants|We have] the {S} in {color}.
        [Colors|Colours|Shades|Comes in|You can choose between]: {colors}.
        [The colors are|It is made in|We offer it in] {colors}.
        [Stock|In stock|Left|Quantity]: {stock}.
        [The maker is|Maker|Made by|It is by]: {brand}.
        [Number|SKU|Order code] [:|] {sku}.
        [The name is|Product|Item|Article]: {S}. [Color]: {color}.
        [In the photo it is|Shown here in|Pictured in|Also sold in|Yours in] {color}.
        [Ours|Mine|The one I have|The one we sell] is {color}.
        {S}, [colour|color] {color}[, {price}|, {brand}|].
        {brand} {S} in {color}[, {price}|].
        [A {color} version of|The {color} variant of] the {S}[ costs {price}| by {brand}|].
        [The shop has|We counted|Available quantity:|On hand:] {stock}[ pieces| units|].
        {stock} [pieces|units] [of the {S}|of it] [are there|are left|in the store]{in_stock=true}.
        """,
    ),
    "address": (
        """
        """,
        """
        [Please|Kindly] [send|mail|forward|deliver|bring|take] [this|the goods|the box|my order|the flowers] to {S} in {city}[, {country}|].
        [Please|Kindly] [send|mail|forward|deliver|post] [this|the goods|the books] to {recipient} [at|in] {S}, {city}, {zip}[, {country}|].
        [The delivery|The shipment|My order|The box|The goods] [should go|must go|has to be sent|is going] to {S}, {city}, {zip}[, {country}|].
        [The delivery|My order|The box] [should go|must go|has to be sent] to {S}, {zip} {city}[, {country}|].
        [Where do you live|Where is it|Your address|What is the address]? {S}, {city}, {zip}, {country}.
        [Where do you live|Where is it|Your address]? {S}, {zip} {city}.
        [Send to|Ship to|To|Address|Home]: {recipient}, {S}, {city} {zip}
        [I live|We live|She lives|I moved|They moved] [at|to] {S}, {city}, {zip}, {country}.
        [I live|We live|She lives] [at|in] {S} in {zip} {city}.
        [The house|The flat|The building|The hall|The warehouse|My home] [stands|is|is found] [at|in] {S}, {city} {zip}.
        [The house|The flat|The building|The warehouse] [stands|is] at {S} in {city}, {country}[, postcode {zip}|].
        {S} in {city} is [where {recipient} lives|the home of {recipient}|the address of {recipient}].
        {S}, {city}, is [where {company} has its office|the seat of {company}|the address of {company}].
        {S}, {zip}, {city}
        {S} - {zip} - {city} - {country}
        {S}, {city}, {zip}, {country}
        {zip} {city}, {S}.
        {city}, {S}, {zip}.
        {country}, {city}, {zip}, {S}.
        [In|Over in] {city}, {recipient} [lives|has a house|rents a room] at {S}.
        [In|Over in] {city}, {country}, you find [us|{company}] at {S}.
        {recipient} [resides|stays|is registered|has a house|bought a house|can be reached] at {S}, {city}, {zip}.
        {recipient} [resides|stays|is registered|bought a house] at {S} in {city}[, {country}|].
        {recipient} [gave|left] the address {S}, {city}[, {zip}|].
        {recipient}'s [new |]address is {S}, {city}[, {zip}|].
        [The address of|The home of] {recipient} is {S}, {zip} {city}.
        {company} [has moved|moved|relocated] to {S} in {city}[, {zip}|].
        {company} [runs a shop|opened a branch|sits] at {S}, {city} {zip}, {country}.
        [The zip code|Zip|Postal code|ZIP]: {zip}.
        {zip} is the [postal code|zip code|postcode] [of {city}|].
        [Third|Please use the] floor: {floor}.
        [It is on|You find it on|Go up to] floor {floor}.
        [The door code|The code at the door|Code] is {door}.
        [The phone there is|Telephone:|Phone:] {phone}.
        [Ask for|Attention|Addressee:|For] {recipient}.
        [That is in|It is in|The house is in] {country}.
        [The town is|It is in the town of|The city is] {city}.
        """,
    ),
    "shipment": (
        """
        [set out from|started its trip in|came in from|was posted in|was dropped off in|has just left] {origin}
        [travels|is travelling|is being moved|was sent] [out of|from] {origin} [via the hub |]to {destination}
        [heads|is heading|is bound|is headed] for {destination}
        [makes its way|is being sent|is being carried] to {destination}
        [reached|arrived in|was handed over in|ended up in] {destination}
        [should be there|is due|gets there|is expected] on {arrival}
        [was handed in|was sent off|was posted|was picked up] on {shipped}
        [tips the scales at|has a weight of] {weight} kg
        [was posted by|comes from|is from] {sender}
        [is meant for|is for|goes to] {recipient}
        has {pieces} pieces
        is [currently|now|marked as] {status}
        [can break easily|must not be dropped]{fragile=true}
        """,
        """
        {carrier} [parcel|package|shipment|box] {S} [is heading|is headed|is bound|is en route|is travelling] [from {origin} |]to {destination}.
        {carrier} [parcel|package|shipment|box] {S} [started|left|was sent] [in|from] {origin} [yesterday|last night|on Friday|on {shipped}|at noon] [and|,] [goes to|heads for|will go to|is expected in|travels to] {destination}.
        {carrier} [took|collected|loaded|fetched|has taken] {S} [in|from] {origin} and [takes it|brings it|drives it|will carry it] to {destination}.
        {carrier} [delivers|will deliver|delivered|drops off] [parcel |package |]{S} [in|to] {destination}[ on {arrival}|].
        {carrier} [has lost|cannot find|is looking for|scanned|weighed] [parcel|package|shipment] {S} [from {origin}|].
        {carrier}, {S}, {origin} -> {destination}
        {carrier} {S}: {origin} - {destination}[, {status}|].
        {carrier} | {S} | {status}
        {S} {carrier} {origin} {destination}
        {S}, [sent|shipped] [by|with|via] {carrier} [from {origin} |]to {destination}.
        {S} [was sent|was shipped|is being shipped|travels] [by|with|via] {carrier} from {origin} to {destination}.
        {S} [is in {origin}|left {origin}] [and will reach|and goes on to|on the way to] {destination}.
        {S}: {status}[, {carrier}|].
        {S} is on its way [out of|from] {origin}, [next stop|destination|going to] {destination}.
        [The parcel|The package|The box|The crate] {S} [from|out of] {origin} [is now|was seen|arrived] in {destination}.
        [The parcel|The package|The crate] [with the number|with number|numbered] {S} [went|goes] from {origin} to {destination} [with {carrier}|by {carrier}|].
        [The parcel|The package|My shipment] {S} [has been sent|was sent|goes|went] to {destination} [by|with] {carrier}.
        [Tracking|Tracking number|Shipment|Parcel no.]: {S}. [From|Origin|Sent from]: {origin}. [To|Destination]: {destination}.
        [Tracking|Shipment|Parcel] {S}, [carrier|by|courier] {carrier}.
        [The carrier|The courier|Responsible carrier] [is|:] {carrier}.
        [From|Out of] {origin} [to|all the way to|on to] {destination} [goes|went|travels] [parcel|package] {S}[ with {carrier}|].
        [In|At] {origin}, {carrier} [picked up|received|collected] [the parcel|the package|shipment] {S} [for|bound for] {destination}.
        [In|To] {destination}, {carrier} [delivers|brings] {S}.
        [On|By] {arrival}, {S} [will be|should be|arrives] in {destination}.
        [On {shipped}|Yesterday|Last Friday] {carrier} [picked up|took] {S} in {origin}.
        [Next stop|Destination|Going to|Headed for]: {destination}.
        [Where is|What about] {S}? [It left {origin} for|On the way to|Between {origin} and] {destination}.
        {origin} to {destination}: {carrier} [parcel|shipment|] {S}.
        {destination} [is waiting for|expects|will get] {S} from {origin}.
        {destination} is where {S} [is going|must go], [it comes from|sent from|coming from] {origin}.
        {sender} [mailed|posted|shipped|sends|is sending|has sent] [parcel |]{S} to {recipient}[ in {destination}|].
        {sender} [mailed|posted|sends|is sending|has sent] {recipient} [a parcel|a package|a box], [tracking number|number|code] {S}.
        {sender} of {origin} [sends|mailed|sent] {S} to {recipient} of {destination}.
        {sender} is the sender, {recipient} the recipient.
        {recipient} [gets|expects|got|received|is waiting for|signed for] [parcel |package |]{S} [from|sent by] {sender}.
        {recipient} in {destination} [gets|expects|received] {S}.
        [Sender|From]: {sender}. [Recipient|To|Receiver]: {recipient}.
        [For|To] {recipient}, [from|sender] {sender}: {S}.
        It was {sender} who sent {S} to {recipient}.
        [The shipping costs are|Shipping was|Sending it cost|Porto:] {cost}.
        [Weight|Total weight]: {weight} kg.
        [Fragile|Caution, glass|Please be careful with it]{fragile=true}.
        [It is not fragile|Nothing in it can break]{fragile=false}.
        [Expected|Arrival|ETA|Arriving] [on|:] {arrival}.
        """,
    ),
    "transfer": (
        "",
        """
        {sender} [transfers|is sending|sends|pays|has paid|has sent|will send|remitted|forwarded|donated|moved] {S} to {recipient}[ on {date}|].
        {sender} [transfers|is sending|sends|pays|has sent|remitted] {S} to {recipient} for {purpose}.
        {sender} [gives|gave|pays|has paid|has lent|still owes|lends|promised|offered] {recipient} {S}[ for {purpose}|].
        {sender} [spent|paid] {S} on {purpose}, bought from {recipient}.
        {sender} [let|made] {recipient} have {S}.
        {sender} [made|ordered|set up|authorised] a [payment|transfer] [to|in favour of] {recipient} [over|of] {S}.
        {sender} to {recipient}: {S}
        {sender} -> {recipient}, {S}
        {sender} / {recipient} / {S} / {date}
        {sender}, {recipient}, {S}.
        {sender}'s [transfer|payment|gift|loan] to {recipient} [is|was|amounts to|came to] {S}.
        {sender} [paid back|refunded|returned] {S} to {recipient}.
        {recipient} [gets|is owed|was sent|was lent|will get|should get|earned|was promised] {S} [from|by] {sender}.
        {recipient} [gets|is owed|will get|got|received|borrowed] {S} from {sender} for {purpose}.
        {recipient} [confirmed|confirms] [the receipt of|having received] {S} from {sender}.
        {recipient} [thanked|thanks] {sender} for [sending|the] {S}.
        {recipient} [sold {sender} {purpose}|sent {purpose} to {sender}] for {S}.
        {recipient} [is|was] paid {S} by {sender}.
        {recipient}'s account [was credited with|received|shows] {S} from {sender}.
        [From|Payer|Sender|Debit]: {sender}. [To|Payee|Recipient|Credit]: {recipient}. [Amount|Sum]: {S}.
        [To|Payee|Recipient]: {recipient}. [From|Payer|Sender]: {sender}. [Amount|Sum]: {S}.
        [Amount|Sum]: {S}. [Payer|From]: {sender}. [Payee|To]: {recipient}.
        {S} [from|sent by|paid by] {sender} to {recipient}[, {date}|].
        {S} [for|to] {recipient} [from|by|paid by|sent by] {sender}.
        {S} [changed hands|was paid|has been sent|was wired|were moved], from {sender} to {recipient}.
        {S} [left|was taken from|was debited from] the account of {sender} and [went|goes] to {recipient}.
        {S} is what {sender} [paid|owes|sent|gave] {recipient}.
        {S} was [paid|sent|wired|given|handed] to {recipient} by {sender}[ on {date}|].
        [It was|It is] {recipient} who [got|received|gets] {S} from {sender}.
        [On|As of] {date} {recipient} [got|received|was paid] {S} from {sender}.
        [On|As of] {date} {sender} [paid|sent|wired|gave] {recipient} {S}.
        [Money transfer|Bank transfer|Payment|Wire|Standing order]: {sender} to {recipient}, {S}[, {date}|].
        [A gift|A loan|A donation|A cheque|A sum] of {S} [went|goes|was given] [from {sender} |]to {recipient}.
        [Did|Has] {sender} [pay|paid] {recipient} the {S}?
        [Please|Kindly|Can you] [transfer|wire|send|pay] {S} [from {sender} |]to {recipient} [by|on|before] {date}.
        [Yesterday|Today|On Monday|This morning], {sender} [sent|paid|gave|transferred] {recipient} {S}.
        [Yesterday|Today|On Monday], {S} [arrived|came in] from {sender} for {recipient}.
        [The recipient|The payee] is {recipient}.
        [The sender|The payer] is {sender}.
        [Reference|Ref|Booking text|Quote]: {reference}.
        [The money was for|Purpose:|It pays for] {purpose}.
        [Booked|Executed|Value date|Sent] on {date}.
        [The fee was|Fees:|Charges:] {fee}[ at {bank}|].
        [The bank is|It went through|Bank:] {bank}.
        [It is repeated every month|A monthly payment]{recurring=true}.
        [Only this once|A single payment]{recurring=false}.
        """,
    ),
    "hotel booking": (
        """
        [will be a guest of|is a guest at|sleeps at|checked into|took a room at|prefers|is booked into] [the |]{hotel}
        [stays|remains|sleeps|is there] [for |]{nights} nights
        [has rooms|has a room|is booked] [at|in] [the |]{hotel} [for|,] {nights} nights
        [gets in|comes|will be there|checks in|shows up] on {check_in}
        [departs|goes home|moves out] on {check_out}
        [stays|is in town|is in {city}] from {check_in} [to|until|till] {check_out}
        [travels|comes|arrives] with a group of {guests}
        [would like|ordered|asked for|gets] breakfast{breakfast=true}
        [skips breakfast|eats breakfast elsewhere]{breakfast=false}
        [pays|was charged|was quoted|spends] {price} [a night|per night|for the stay|]
        [settled the bill in advance|paid in advance]{paid=true}
        [still has to pay|pays on departure]{paid=false}
        """,
        """
        {S} [reserved|booked|has booked|requested] {nights} nights [at|in] [the |]{hotel} and [arrives|checks in|will arrive|gets there|comes] on {check_in}.
        {S} [reserved|booked|will stay|stays] [at|in] [the |]{hotel} [for {nights} nights|{nights} nights] from {check_in}.
        {S} [is|will be|was] at [the |]{hotel} for {nights} nights[, from {check_in}|].
        {S}, {nights} nights, {hotel}, {check_in}
        {S}: {hotel}, {check_in} to {check_out}
        {S} | {hotel} | {nights} nights | {room}
        {S} ({guests} [people|guests]), {room}, {hotel}.
        {S} will [sleep|be staying|spend the holidays] at [the |]{hotel} in {city}.
        {S} [chose|picked|likes] [the |]{hotel} in {city} [and stays {nights} nights|].
        {S} [cancelled|confirmed|changed|extended] [the booking|the stay] at [the |]{hotel}[, code {code}|].
        {S} needs {room:a} in {city} from {check_in} to {check_out}.
        [The |]{hotel} [in {city} |][welcomes|is expecting|looks forward to|has a booking for|received] {S} on {check_in} for {nights} nights.
        [The |]{hotel} [in {city} |][has|holds|keeps|prepared] {room:a} for {S}[ from {check_in}|].
        [The |]{hotel}: {S}, {nights} nights, [arrival|check-in|from] {check_in}.
        [The |]{hotel} in {city} is where {S} [stays|sleeps|will stay].
        [The |]{hotel} charges {S} {price} [for {nights} nights|a night].
        {nights} nights [in {city}|], [the |]{hotel}, [guest|for|booked by|name] {S}.
        {nights} nights is how long {S} [stays|will stay] at [the |]{hotel}.
        [For|A stay of|It is] {nights} nights[, arriving {check_in}|, leaving {check_out}|].
        [A room|A booking|A stay|A reservation] [at|in] [the |]{hotel} for {S}, {nights} nights[ from {check_in}|].
        [A room|One room] at [the |]{hotel} is reserved for {S} from {check_in} to {check_out}.
        [The guest|Guest|Our guest] {S} [arrives|checks in|is expected] [at the {hotel} |]on {check_in}.
        [Guest|Name|Booked by]: {S}. [Hotel|Where]: {hotel}. [Nights|Duration]: {nights}. [Arrival|Check-in]: {check_in}.
        [Booking|Reservation|Confirmation] {code} [for|of|by] {S} at [the |]{hotel}[, {nights} nights|].
        [Dear|Hello] {S}, [we confirm|thank you for booking|you have reserved] {nights} nights at [the |]{hotel}[ from {check_in}|].
        [Dear|Hello] {S}, your {room} at [the |]{hotel} is [ready|booked] from {check_in}.
        [Hi|Hello], I [booked|want|need] {nights} nights at [the |]{hotel} from {check_in}[, my name is|. Regards,|, under the name] {S}.
        [On|From] {check_in}, {S} [stays|will stay|is] [at|in] [the |]{hotel} for {nights} nights.
        [From|Between] {check_in} [to|and] {check_out}, {S} [stays|will be] at [the |]{hotel}.
        [Arrival|Check-in|Arriving|From]: {check_in}. [Departure|Check-out|Leaving|To]: {check_out}.
        [Where does|Where will] {S} stay? At [the |]{hotel} in {city}.
        [The hotel|The place] is called {hotel}[ and is in {city}|].
        [The city is|It is in|The hotel is in] {city}.
        [They are|There are|The booking is for|It is for] {guests} [people|guests|persons].
        [The room type is|They got|It is|Room:] {room:a}.
        [The rate is|The price is|Each night is|The stay costs] {price}.
        [With breakfast|Breakfast comes with it|They eat breakfast there]{breakfast=true}.
        [Without breakfast|No breakfast|Breakfast costs extra]{breakfast=false}.
        [Guests can use|The house has|Enjoy|There is] {amenities}.
        [The bill is paid|It is already paid]{paid=true}.
        [The bill is open|Nothing has been paid yet]{paid=false}.
        [The confirmation code is|Code:|Ref:] {code}.
        [Phone|Tel.|Call]: {phone}.
        """,
    ),
    "restaurant": (
        """
        [cooks|does|is all about|specialises in|stands for] {cuisine} [food|cuisine|cooking]
        [opened|can be found|has tables|lies] in {city}
        [got|was given|earned|has been awarded] {rating} stars [from {reviewer}|]
        [lets you sit outside|has tables in the garden]{outdoor=true}
        [has only indoor tables|offers no seats outside]{outdoor=false}
        [cooks for vegans too|also serves vegans]{vegan=true}
        [has meat in every dish|offers no vegan food]{vegan=false}
        [is famous for|is loved for|does great] {dishes}
        [takes|needs] bookings at {phone}
        [has|holds] a rating of {rating}
        [charges|asks for] {price} for a [meal|menu]
        [offers|has] {cuisine} [dishes|cooking|food]
        [has a|offers a|is known for its] {cuisine} [menu|kitchen|chef]
        [has something for|is good for|thinks of] vegans{vegan=true}
        [is not a place for|has no dishes for] vegans{vegan=false}
        [has seats|serves guests] in the open air{outdoor=true}
        [surprises with|puts on the table|sells] {dishes}
        [convinced|disappointed|surprised] {reviewer}
        """,
        """
        [Table|Reservation|Booking|Supper]: {S}, {time}, {party_size} [people|guests|persons|], {name}.
        [Table|Reservation|Booking] for {name} at {S}: {party_size} [people|guests], {time}.
        [Name|Guest]: {name}. [People|Guests|Party]: {party_size}. [Time|When]: {time}. [Where|Restaurant]: {S}.
        {name}, {party_size} [people|guests|persons], {time}, {S}
        {name} ({party_size}) {time} {S}
        {name} [has reserved|reserves|would like|needs|is booking|requested|got|called to reserve] a table for {party_size} at {S} [tonight |tomorrow |on {date} |]at {time}.
        {name} [and company |]will [arrive|come|be] at {S} at {time}, {party_size} [people|guests|in all].
        {name} [invites|invited|takes|takes out] {party_size} [people|friends|colleagues] to {S} [at {time}|on {date}|].
        {name} [is having|has|plans] [dinner|lunch] at {S} [at {time}|on {date}|] with {party_size} [people|guests].
        {name} [eats|is eating|will eat|dined|ate] at {S} [at {time}|on {date}|in {city}].
        {party_size} [people|guests|persons|of us] [will come|come|want to eat|would like to eat] to {S} at {time}, [reserved by|booked by|the name is|under] {name}.
        {party_size} at {S}, {time}[, {name}|].
        {S} [has|keeps|holds|reserved|is keeping] a table for {party_size} [people |]for {name} [at {time}|on {date}|].
        {S} [expects|is expecting|awaits] {name} [and party |with {party_size} people |]at {time}.
        {S} tonight, {party_size} people, {time}. [Name|Booked as|Ask for|Under]: {name}.
        {S} at {time} for {party_size}[, {name}|].
        {S} ({cuisine}, {city}) [got|has] {rating} stars.
        {S}, {street}, {city}: {cuisine} [food|kitchen].
        {S} is a [place for|restaurant with] {cuisine} [food|cuisine] in {city}.
        {S}: try the {dishes}.
        [On|For] {date} at {time}, {name} [booked|reserved|has] a table for {party_size} at {S}.
        [On|For] {date}, {S} [expects|has a table for] {party_size} [people|guests] at {time}.
        [At|From] {time}, {name} [has|reserved] a table at {S}[ for {party_size}|].
        [Tonight|Tomorrow|On Sunday|Today] {name} [eats|has dinner|dines|meets friends] at {S} at {time}.
        [Hello|Hi] {S}, [we want to come|we would like to come|please save a table] at {time} with {party_size} people. [Regards|Best|Thanks], {name}
        [Our|My] [dinner|lunch|party] is at {S} at {time}, {party_size} [seats|people], [name|under] {name}.
        [The table|The booking|It] [was made by|was booked by|is for|is registered for] {name}.
        [Ask for|The guest is|Under the name|The name on the list is] {name}.
        [We will be|There will be|We come with|They are] {party_size} [people|guests|adults].
        [Be there at|We arrive at|Time:|It starts at] {time}.
        {reviewer} [wrote|says|thinks] that {S} [deserves|gets] {rating} stars.
        {reviewer} [loved|liked|tried|ordered] the {dishes} [at|from] {S}.
        {reviewer} [ate at|tested|reviewed|went to] {S} in {city} and [paid|left] {price}.
        [At|In] {S} [the {dishes} cost|dinner costs|you pay|we paid] {price}.
        [In|If you are in] {city}, [try|go to|eat at] {S}[, a {cuisine} restaurant|].
        [They serve|On the menu|Try|The menu has]: {dishes}.
        [The cuisine is|Kitchen:|They cook] {cuisine}.
        [The bill was|Dinner was|It cost us] {price}.
        [Call|Reserve on|Phone:] {phone}.
        [There are tables outside|It has a garden]{outdoor=true}.
        [All tables are inside]{outdoor=false}.
        {name} [is coming|will come] to {S} [at {time} |]with {party_size} [people|guests|friends].
        {name} [has|made|requested] a [reservation|booking] [at|in] {S} [for {party_size}|for {time}|on {date}].
        {name} [needs|wants] {party_size} [seats|places] [at|in] {S} [at {time}|on {date}|].
        {name} [called|rang] {S} and [booked|reserved] for {party_size}.
        {name}'s [table|reservation|booking] [at|in] {S} is [for {party_size} people|at {time}|on {date}].
        {name}'s party of {party_size} [eats|dines|will be] at {S} [at {time}|on {date}|].
        [A party of|A group of] {party_size} [will eat|eats|is coming|has a table] at {S} [at {time}|on {date}|].
        [A party of|A group of] {party_size}, {S}, {time}, {name}.
        [At|In] {S}, [a table for {party_size}|{party_size} people] at {time}, [name|for|under] {name}.
        [At|In] {S}, {name} [booked|reserved|has] a table for {party_size}[ at {time}|].
        [At|Around] {time} [on {date} |]{name} and {party_size} [guests|others] [will be|eat] at {S}.
        [The reservation|The table|The booking] at {S} [is|was made] for {time}[, {party_size} people|].
        [The reservation|The table|The booking] at {S} was made by {name}.
        [The reservation|The table] is on {date} at {time}.
        [We|They] [ate|had] {dishes} at {S}[ in {city}|].
        [We|They] [ate|had lunch|dined] at {S} [in {city}|] and paid {price}.
        [It is|This is] a {cuisine} [restaurant|place].
        [Date|Day]: {date}. [Time|Hour]: {time}. [Seats|People]: {party_size}.
        [Address|Where]: {street}, {city}.
        {S} serves {cuisine} [food|dishes] [and has {rating} stars|at {street}|].
        {S} in {city} [is rated|got] {rating}.
        {S} in {city} has a table for {party_size} at {time}.
        {S}, {date}, {time}, [table for|] {party_size}
        {S}: {rating} stars [by|from] {reviewer}.
        {party_size} [people|guests], {S}, {date} at {time}[, {name}|].
        {reviewer} [recommends|praises|did not like] {S}[ in {city}|].
        {reviewer} had the {dishes}[ at {S}|].
        {time}, {S}, {party_size} [people|guests], {name}.
        [The kitchen|The food|The chef|The menu] is {cuisine}.
        [Cuisine|Food|Style|Kitchen]: {cuisine}.
        [We love|They love|Try some] {cuisine} [food|dishes] [at|from] {S}.
        [A|The] {cuisine} [place|bistro|kitchen] [called|named] {S}.
        {cuisine:cap} [food|cooking|dishes] [at|from] {S}[ in {city}|].
        [Vegan food is available|Vegans are welcome|There are vegan dishes]{vegan=true}.
        [Nothing vegan|No vegan food|Vegans will not be happy]{vegan=false}.
        [We will be there|They come|Please come|Expect us] at {time}.
        [At|Around|From] {time} [on {date} |]at {S}.
        [The time is|Booked for|Meet at|When:] {time}.
        [It is in|Find it in|Located in|Address:|Street:] {street}.
        [Go to|Walk to|Meet at] {street}[, {city}|].
        {S} at {street} [serves|has|offers] {dishes}.
        {S}, {street}[, {city}|].
        [The restaurant|The place|Our restaurant] is [called |]{S}.
        [Restaurant|Venue|Place]: {S}. [Street|Address]: {street}.
        [The review is by|Reviewed by|Critic:] {reviewer}.
        [Outside seating|There is a terrace]{outdoor=true}.
        {reviewer} [visited|was at|had dinner at|reports from|dined at] {S}.
        {reviewer} [liked|enjoyed|tasted|tried] {dishes}[ at {S}|].
        {reviewer} [calls|called] {S} the best {cuisine} [place|restaurant] in {city}.
        {reviewer} [gave|awarded] {rating} stars[ to {S}|].
        [A review by|Text:|Tested by|From the pen of] {reviewer}.
        [Order|Taste|Do not miss|Famous for|Guests love] the {dishes}.
        {dishes} [are|is] [on the menu|what {S} is famous for|the best at {S}].
        [If you like|Lovers of] {cuisine} food [go|should go] to {S}[ in {city}|].
        [For|To eat] {cuisine} food, [try|visit|there is] {S}.
        """,
    ),
}
