"""More ways to say what `domains_things.py` says, for training only. Notation: `domains.py`."""

PHRASINGS: dict[str, tuple[str, str]] = {
    "event": (
        """
        [is scheduled|is planned|has been announced|was moved|is set] for {date}
        [is scheduled|is planned|has been announced|is set] for {date} [at|in] [the |]{location}
        [can be visited|can be seen|goes on|fills] [at|in] [the |]{location}
        [comes back|starts|kicks off|opens] on {date} [in {city}|at {location}]
        [finishes|closes|is over|ends] on {end}
        [goes on|continues] until {end}
        [gets going|kicks off|opens its doors] at {time}
        [was planned|is put on|is presented] by {organizer}
        [brings|has invited|presents] {speaker} [on stage|as the main act|]
        [has on stage|brings together] {speakers}
        [seats|holds|admits|is limited to] {capacity} [people|guests|visitors]
        [needs no ticket|can be visited for free]{free=true}
        [charges an entry fee|is only open to ticket holders]{free=false}
        [is under a roof|happens inside]{indoor=true}
        [is in the open air|happens outside]{indoor=false}
        [is about|deals with|is dedicated to] {topics}
        """,
        """
        The {S} [is scheduled|is planned|is set|will be] for {date} [at|in] [the |]{location}[, {city}|].
        The {S} [opens|starts|begins|kicks off|gets going|will start] on {date}, [the place is|location:|in|at] [the |]{location}.
        The {S} [can be visited|can be seen|is being held|was held|will happen|is going to be] [in|at] [the |]{location} [on|from] {date}.
        The {S} [moves|has moved|is moving] to [the |]{location} [this year|]; [the date is|it is on] {date}.
        The {S} [runs|lasts|goes on|is open] [from|between] {date} [to|and|until] {end}.
        The {S} was [cancelled|postponed|moved] to {date}.
        [On|Come on|Starting on|Mark] {date}[,|:] the {S} [opens|starts|begins|comes] [at|in|to] [the |]{location}.
        [On|Starting on] {date}, {city} [celebrates|puts on|is the scene of|expects] the {S}.
        [On|As of] {date} [you can visit|everybody can see|we celebrate|we open] the {S} [at|in] [the |]{location}.
        [Welcome to|Get ready for|Tickets are on sale for|Registration is open for|We look forward to] the {S}[, {date}|] [in|at] [the |]{location}.
        [Welcome to|Get ready for|Tickets are on sale for|Do you know] the {S} in {city}[, {date}|]!
        [Have you heard of|Will you go to|Are you coming to] the {S} [on {date} |][at|in] [the |]{location}?
        [When is|When does] the {S} [take place|]? [On|It is on] {date}[, at the {location}|, in {city}|].
        [Where is|Where will] the {S} [be|]? [At|In] [the |]{location}.
        [What|Event|Title]: {S}. [When|Date]: {date}. [Where|Place|Venue]: {location}.
        [When|Date]: {date}. [Where|Place|Venue]: {location}. [What|Event]: {S}.
        {S} - {date} - {location}
        {S} | {location} | {date} | {time}
        {S}: {date}, {time}, {city}.
        {S}: [on|from] {date} [at|in] [the |]{location}.
        {S} [at|in] [the |]{location}, {date}[, {time}|].
        {date}: {S}, {location}.
        {date} {time} {S}
        [In|At] [the |]{location} [in {city} |][there is|you can visit|you can see|starts] the {S} [on|from] {date}.
        [In|Over in] {city}, the {S} [draws crowds|returns|starts|is held] [on {date}|at {location}|].
        [The |]{location} [is the venue of|is home to|is the place for|opens for|is hosting|was chosen for] the {S} [on {date}|in {city}|].
        [The |]{location}, {date}: {S}.
        {city} [is looking forward to|expects|has] the {S}[, {date}|, at {location}|].
        {organizer} [puts on|hosts|runs|plans|has cancelled|is behind|announced|sponsors] the {S} [in|at] [the |]{location}.
        {organizer} [puts on|hosts|runs|plans] the {S} [on|for] {date}.
        {speaker} [opens|closes|headlines|is the star of|is on stage at|will be at|appears at] the {S}[ on {date}|].
        {speakers} [are on stage at|come to|open] the {S}.
        [The program lists|On stage:|See|Guests are|Meet] {speakers}.
        [Our guest is|On stage:|Special guest:] {speaker}.
        [Tickets|A ticket|Entrance|Admission] [from|for|at|:] {price}.
        [You pay|They charge|It costs|Each visitor pays] {price} [at the door|for a ticket|to get in|].
        [Nobody has to pay|No entrance fee|You pay nothing]{free=true}.
        [Tickets are required|Only with a ticket]{free=false}.
        [It opens|The doors open|Start|It kicks off|Be there] at {time}.
        [It ends|It closes|The last day is|It goes on until|Open until] {end}.
        [Up to|No more than|As many as] {capacity} [people|visitors|guests] [can come|fit in|are expected].
        [The place is|It takes place at|It happens at|Find it at] [the |]{location}.
        [The city is|It takes place in|We are in|Held in] {city}.
        [The organizer is|Organised by|Hosted by|Host:] {organizer}.
        [It is inside|The hall is heated]{indoor=true}.
        [Outdoors, so bring an umbrella|It is outside]{indoor=false}.
        [Topics are|Topics:|It covers|On the program:] {topics}.
        """,
    ),
    "book": (
        """
        [is by|comes from the pen of|is the work of|is a work by|was penned by] {author}
        [dates from|dates back to|is from|goes back to|saw the light of day in|hit the shops in|was printed in] {year}
        [was brought out|was issued|came out] in {year} [by|at] {publisher}
        [belongs to|is published by|is a title of] {publisher}
        [runs to|counts|fills|comes to] {pages} pages
        [belongs to the genre|falls under|is shelved under] {genre}
        [is written in|exists in|can be read in] {language}
        [can be bought for|sells for|is on sale for] {price}
        [follows|tells of|features] {characters}
        [reached English thanks to|owes its translation to] {translator}{translated=true}
        [only exists in the original|was never translated]{translated=false}
        [averages|gets|was given] {rating} stars
        [is on loan to|was borrowed by|was reviewed by] {reader}
        """,
        """
        {S} is by {author} [and dates from|and came out in|and was printed in|, published in] {year}.
        {S} is [a work|the first book|the debut|the last novel|the masterpiece|a classic|a story] [by|of] {author}[ from {year}|, {year}|].
        {S} was [written|penned|composed|finished|published] by {author} [in {year}|].
        {S} was [brought out|issued|printed|released] in {year}, [the author is|author:|by the writer|its author is] {author}.
        {S} [hit the shelves|was a bestseller|went to print|saw the light] in {year}; {author} [wrote it|is the author].
        {S} [comes|is] from the [pen|hand|desk] of {author}[ and dates from {year}|].
        {S} ({author}, {year})
        {S} ({author}) [has|counts] {pages} pages.
        {S} - {author} - {year} - {publisher}
        {S} / {author} / {pages} [pages|pp]
        {S}, {year}, {author}
        {S}. {author}. {publisher}, {year}.
        {author}: {S}. {publisher}, {year}.
        {author}, {S}, {year}
        {author} ({year}): {S}.
        {author} [finished|completed|brought out|released|penned|gave us|began|sold] {S} [in|back in] {year}.
        {author} [is best known for|became famous with|made a name with|won a prize for|is the writer of|signed copies of|read from] {S}[ ({year})|].
        {author} [spent years on|worked long on|dedicated] {S}[, which came out in {year}|, published in {year}|].
        {author}, [who wrote|the author of|author of|writer of] {S}, [died|was born|lives] [abroad|in poverty|here].
        {author}'s [book|debut|classic|bestseller|first novel|masterpiece] {S} [is from|dates from|was printed in|appeared in|came out in|was a hit in] {year}.
        {author}'s {S} [appeared|came out|was published|was released|was printed] in {year}.
        [Who wrote|Who is the author of] {S}? {author}[, in {year}|].
        [When did|When was] {S} [come out|appear|published]? In {year}.
        [It was|It is] {author} who [wrote|published|created] {S}[ in {year}|].
        [It was|It is] {year} [when|that] {author} [published|wrote] {S}.
        [In|Back in|As early as|During] {year}, {author} [wrote|finished|released|completed|brought out] {S}[ for {publisher}|].
        [In|Back in] {year} {S}[, a novel by|, a book by| by] {author}, [came out|appeared|was published|became a bestseller].
        [In|Back in] {year} [the public read|readers discovered|the world got to know] {S} by {author}.
        [Written|Penned|Published|Printed] [in|back in] {year} [by {author}, {S} [is still read|sold well]|, {S} made {author} famous].
        [Title|Book|Name]: {S}. [Author|Writer|By]: {author}. [Year|Published]: {year}.
        [Author|Writer|By]: {author}. [Title|Book]: {S}.
        [The book|The novel|The volume] {S} by {author} [has|fills|counts] {pages} pages.
        [The author|The writer|The novelist] {author} [published|wrote|presented|is proud of] {S}.
        [The author|The writer] of {S}, {author}, [was praised|lives abroad|is dead].
        [The first edition|The original] of {S} [is from|appeared in|dates from] {year}.
        {year} [was the year of|brought|gave us] {S} by {author}.
        {year}: {author} publishes {S}.
        {publisher} [printed|released|issued|publishes|brings out|rejected|reprinted] {S} by {author} [in {year}|].
        {publisher} [printed|released|issued] {author}'s {S} in {year}.
        [I recommend|You must read|Try|Read|I have just finished|She gave me|My favourite book is] {S} by {author}[ from {year}|].
        {reader} [has borrowed|returned|bought|wants|recommends|is halfway through|finished|lent me] {S} [by|from] {author}.
        {reader} [thinks|says] {S} deserves {rating} stars.
        [The publisher is|Published by|Publishing house:] {publisher}.
        [It has|It counts|Length:|All in all] {pages} pages.
        [It is in|The language is|Written in] {language}.
        [Genre|Category|Shelf]: {genre}.
        [Heroes|Main characters|The heroes are|It is about|In it we meet]: {characters}.
        [You pay|It costs|It sells for|Price:] {price}.
        [ISBN|Shelf mark|Number]: {isbn}.
        [{translator} translated it|Translator: {translator}]{translated=true}.
        [There is no translation|It is not translated]{translated=false}.
        """,
    ),
    "film": (
        """
        [is by|was shot by|is a work of|comes from|was directed by] {director}
        [dates from|was shown in|was first shown in|hit the cinemas in|is from] {year}
        [features|shows|has in the cast|was made with] {actors}
        [runs|goes on|takes] [for |]{duration} minutes
        was [produced|set] in {country}
        [had a budget of|swallowed] {budget}
        [got|was given|holds] {rating} points
        [is shown with subtitles|has subtitles]{subtitled=true}
        [has no subtitles|is shown without subtitles]{subtitled=false}
        [came to the cinemas|hit the screens|was shot|was made|opened|was screened] in {year}
        [came from the studio of|was the debut of|was written and directed by|was brought to the screen by] {director}
        [is played by|brings together|unites|shows us|has] {actors}
        [stars|is carried by|follows] {lead}
        [is {duration} minutes long|takes up {duration} minutes|has a length of {duration} minutes]
        [takes place|plays] in {country}
        is [a|an example of a] {genre} [movie|picture|film]
        [belongs to the genre|counts as|is seen as|is filed under] {genre}
        [is|was] a [kind of |typical |new |classic ]{genre} [film|movie|picture]
        [has|had] {lead} in the [title role|lead|main part]
        [owes its success to|was a triumph for] {director}
        was made for {budget}
        [has a great|offers a great|shows a young|needs a strong] {lead} in [it|the lead|the central role]
        [mixes|plays with|goes beyond|is more than] {genre}
        [is pure|is not just|is labelled|is advertised as|is listed under] {genre}
        [is seen through the eyes of|rests on the shoulders of|belongs to] {lead}
        [is told by|was imagined by|was put on screen by] {director}
        """,
        """
        {director} [shot|filmed|made|finished|released|is the director of|won a prize for|presents] {S} [in|back in] {year}.
        {director} [shot|filmed|made|finished|released] {S} with {actors}.
        {director} [cast|chose|hired] {lead} [for|in] {S}.
        {director}'s [film|movie|classic|drama|debut] {S} [came out|was shown|appeared] in {year}.
        {director}'s [film|movie] {S} [has|stars|features] {actors}.
        {director}: {S} ({year}).
        {S} by {director} [is a {genre} film|came out in {year}|runs {duration} minutes|was shot in {country}].
        {S} is a [film|movie] [by|of|from] {director} [with|starring] {actors}.
        {S} was [directed|shot|made] by {director} [in {year}|in {country}|] [and stars|with] {lead}.
        {S} [stars|features] {actors} and [is directed|was directed|was made] by {director}.
        {S} [came to the cinemas|came out|was released|opened] in {year}, [the director is|directed by|director:] {director}.
        {S} ({genre}, {year}), {duration} [min|minutes].
        {S} - {director} - {year}
        {S}, {director}, {year}, {genre}
        [Film|Title|Movie]: {S}. [Director|By]: {director}. [Year|Released]: {year}.
        [Film|Title|Movie]: {S}. [Cast|Starring|Actors]: {actors}.
        [In|Back in] {year}, {director} [shot|made|filmed|directed] {S} [in {country}|with {lead}|].
        [In|Back in] {year} {S} by {director} [came out|was shown|won prizes].
        [Who directed|Who made|Who shot] {S}? {director}.
        [Who plays in|Who stars in] {S}? {actors}.
        [It was|It is] {director} who [made|directed|shot] {S}.
        [Tonight|On TV|Tomorrow]: {S} by {director}[ with {actors}|].
        [Have you seen|Do you know|I liked|I recommend|They are showing] {S} [by|from] {director}[ ({year})|]?
        [The director|The filmmaker] {director} [shot|made|presents] {S}.
        [The star of|The lead in] {S} is {lead}.
        {lead} [has the lead|plays the main part|is the hero|can be seen] in {S}[ by {director}|].
        {actors} [play|act|appear|star] in {S}[ by {director}|].
        [With|Starring] {actors}, {S} [was a hit|came out in {year}].
        [The leading role is played by|The star is|In the lead:] {lead}.
        [Genre|Category]: {genre}.
        [Rating|Score]: {rating}.
        [Running time|Length|It lasts]: {duration} minutes.
        [It was filmed|It was shot|Produced|Made] in {country}.
        [The budget was|It cost|They spent] {budget}.
        [With subtitles|It comes with subtitles]{subtitled=true}.
        [Without subtitles|It lacks subtitles]{subtitled=false}.
        {S}, {director}'s [film|movie|latest|new work], [came out|opened|was shown] in {year}.
        {S}, [shot|made|filmed] in {country} [by {director}|in {year}|], [stars|features|shows] {actors}.
        {S} [of|from] {year} [is|was] [a film by|the work of|directed by] {director}.
        {S} [goes on|lasts|takes|is shown] for {duration} minutes.
        {S} [with|starring|featuring] {lead} [was shot|came out|was filmed] [by {director}|in {year}|in {country}].
        {S}: {genre}, {country}, {year}.
        {S} / {director} / {duration} min
        {S}. Directed by {director}. With {actors}.
        {director} and {lead} made {S} [together|in {year}].
        {director} [wanted|got|found] {lead} for the [lead|main part] [of|in] {S}.
        {director} [brought|took] {actors} [to|in front of] the camera for {S}.
        {director} [worked on|is famous for|needed years for|began] {S}[, released in {year}|].
        {director}'s [thriller|comedy|best film|first film] {S} [runs|lasts] {duration} minutes.
        {director}'s {S} [shows|stars|features|was shot with] {actors}.
        {lead} [acts|appears|is seen|shines] in {director}'s {S}.
        {lead} [got|took|plays] the [main role|leading part] in {S} [by {director}|of {year}|].
        {lead} is the [star|face] of {director}'s [film |]{S}.
        {actors} [are|is] in {S}, [a film by|shot by|the new film by] {director}.
        {actors} [made|can be seen in] {S} [with|by] {director}.
        [A film by|A movie by|The new one by] {director}[ with {actors}|]: {S}.
        [Released|Shot|Filmed] in {year}, {S} [was directed by|is by|is the work of] {director}.
        [This week|Next Monday|On Sunday] the cinema shows {S} by {director}.
        [Our film tip|Film of the week|At the cinema]: {S}, {director}, {year}.
        [Those who like|If you like] {genre}, watch {S}[ by {director}|].
        [The {genre} film|The {genre} movie|The film] {S} [was directed by|is by|comes from] {director}.
        [The {genre} film|The movie|The picture] {S} [came out|was made|was released|was shot] in {year}[ in {country}|].
        [The movie|The film] by {director} is called {S}.
        [The movie|The film] {S} [cost|had a budget of] {budget}.
        [The actors|The cast] of {S} [are|is] {actors}.
        [The critics|Viewers|The audience] [rated|gave] {S} {rating}.
        [We see|You see|It shows] {actors}.
        [Director|Directed by|By]: {director}. [With|Cast]: {actors}.
        {year}, {director}: {S}.
        {country} is where {director} [shot|filmed] {S}.
        [The genre|Genre|Type of film] [is|:|=] {genre}.
        [It is|This is|It counts as|One would call it] {genre}.
        {genre:cap}: {S}[ by {director}|, {year}|].
        {genre:cap}, {year}, {director}.
        [A|One] {genre} [film|movie] [by|from] {director}[ with {lead}|].
        {director}'s {genre} {S} [came out|was released] in {year}.
        {director} is at home in {genre}; {S} [is from {year}|proves it].
        {S} is {genre} [at its best|with {lead}|by {director}|from {year}].
        [The hero|The heroine|The lead] is [played by |]{lead}.
        {lead} [is the star|plays the hero|leads the cast].
        [Lead|Lead actor|Star|Main role]: {lead}. [Others|Cast]: {actors}.
        [Also starring|Other actors|Further roles]: {actors}.
        {S} was made by {director}, who [cast|chose] {lead} [as the hero|for the lead].
        [Behind the camera|In the director's chair] was {director}, in front of it {lead}.
        [The director is|It was directed by|Directed by] {director}, [the star is|starring] {lead}.
        {S}, {genre:a} [film|movie|picture|story] [by|from|of] {director}[, {year}|].
        {S}, {genre:a} [film|movie|picture] with {lead}[ and others|].
        {S} with {lead} in the [lead|main role] is {genre:a} [film|movie].
        {S} with {lead} [is by|was directed by|was shot by|is a work of] {director}.
        {S} [is|was] {genre:a} [film|movie|production] [from|made in|shot in] {country}.
        {S} is what fans of {genre} [want|like|watch].
        [Fans of|Lovers of|Friends of] {genre} [will like|should see|know] {S}[ by {director}|].
        [It is a film for|Made for|Something for] fans of {genre}.
        [In the lead|In the main role|As the hero|At the center]: {lead}.
        [In the lead|In the main role|In the title role] [we see|you see|is|was] {lead}.
        [In|For] {S}, {director} [worked with|directed|hired|relies on] {lead}.
        [In|For] {S}, {lead} [plays|took|was given] the [lead|main character|hero].
        [Without|Thanks to] {lead}, {S} [would be nothing|is worth seeing].
        {lead}, [star|hero|lead] of {S}, [won a prize|met the press|was ill].
        {lead} [carries the film|gives everything|is convincing as the hero|has the main part].
        {lead} and [other actors|others] [play|star] in {S}[, directed by {director}|].
        {director}, [director|maker] of {S}, [likes|films] {genre}.
        {director} calls it {genre}.
        {director} [has turned to|tries] {genre} with {S}.
        The {genre} [movie|film] [stars|features|shows] {lead}[ and was made in {year}|].
        The {genre} [movie|film] is by {director}.
        {actors} [form|are] the cast[ of {S}|].
        """,
    ),
    "flight": (
        """
        [connects|links] {origin} [with|and|to] {destination}
        [takes you|brings you|carries passengers] from {origin} to {destination}
        [is headed|is bound] for {destination} [from {origin}|] [and leaves at {departure}|]
        [starts|is off|departs|is airborne] at {departure} [from {origin}|in {origin}|]
        [touches down|gets in|comes in|is expected] at {arrival}
        [touches down|gets in|lands] in {destination} at {arrival}
        [belongs to|is a flight of|is run by] {airline}
        [boards|departs] at gate {gate}
        [can be booked for|sells for] {price}
        [runs|is] late by {delay} minutes
        [goes without a stop|is nonstop]{direct=true}
        [makes a stop on the way|is not direct]{direct=false}
        [operates|goes|flies] on {date}
        """,
        """
        Flight {S} [is leaving|leaves|departs] from {origin} at {departure} [and goes|and flies|and lands in|, destination|, bound for] {destination}.
        Flight {S} [takes|brings|flies] [you|passengers|us] from {origin} to {destination}[, departure {departure}|, take-off {departure}|].
        Flight {S} [between|connecting] {origin} and {destination} [starts|leaves|departs] at {departure}.
        Flight {S} [for|bound for] {destination} [leaves|takes off from|starts in] {origin} at {departure}.
        Flight {S} [was cancelled|is delayed|is boarding|is on time], [from {origin} to|destination|bound for] {destination}, gate {gate}.
        [The|My|Our] flight[, {S},| {S}] from {origin} [gets to|reaches|arrives in|lands in] {destination} at {arrival}.
        [My|Our|Her] flight number is {S}, [from|leaving] {origin} to {destination}[ at {departure}|].
        [My|Our|Her] flight [goes|is] from {origin} to {destination}, [the number is|number] {S}.
        {airline} [runs|operates|offers|cancelled|sells] {S} [from|between] {origin} [to|and] {destination}.
        {airline} {S} [leaves|departs] {origin} at {departure} [for|to] {destination}.
        {airline} {S}, {origin}-{destination}, {departure}
        {airline} [flies|takes you|goes] from {origin} to {destination} [for {price}|on {date}|at {departure}].
        {S} [flies|goes|is going|is] from {origin} to {destination}[, departing|, leaving|, take-off|, and leaves at|; departure is at] {departure}.
        {S} [flies|goes] [to|towards] {destination}, [leaving|departing from|starting in] {origin} at {departure}.
        {S} [from|out of] {origin} [for|to] {destination}: [departure|takes off|departs] {departure}.
        {S} | {origin} | {destination} | {departure}
        {S} {origin} - {destination} {departure}
        {S}: {origin}, {departure} - {destination}, {arrival}.
        [At|Around] {departure}, [flight {S}|{S}] [leaves|takes off from|departs from] {origin} [and heads|and goes|and flies|heading|going] to {destination}.
        [At|Around] {departure} [we fly|you fly|the plane goes] from {origin} to {destination} [with|on|, flight] {S}.
        [At|Around] {arrival}, [flight {S}|{S}] from {origin} [lands|arrives|touches down] in {destination}.
        [From|Out of|Leaving] {origin} at {departure} [to|for|with destination] {destination}: [flight|] {S}.
        [From|Origin|Departs from]: {origin}. [To|Destination]: {destination}. [Flight|Number]: {S}. [Departure|Leaves|Time]: {departure}.
        [Departure|Origin]: {origin}, {departure}. [Arrival|Destination]: {destination}, {arrival}.
        [To get to|If you want to go to|To reach] {destination}, [take|use|book] {S} from {origin}[ at {departure}|].
        {origin} to {destination}, {departure}, {S}
        {origin}-{destination}: {S}[, {departure}|].
        {destination} [is the destination of|can be reached with] {S} from {origin}.
        {passenger} [travels|goes|is travelling|will travel] from {origin} to {destination} [on|with] {S}.
        {passenger} [is sitting|sits|has a place] in seat {seat}[ on {S}|].
        {passenger} [booked|has a ticket for|missed|is on|checked in for] {S} [to {destination}|from {origin} to {destination}|].
        {passenger} [leaves|left|departs from] {origin} [at {departure} |]and [lands|arrives] in {destination}[ at {arrival}|].
        {passenger} [is going|goes] to {destination} [on {date}|], [flight|with] {S}.
        {passenger}, {S}, seat {seat}, {class}
        [Passenger|Traveller|Name]: {passenger}. [Flight]: {S}. [Seat]: {seat}.
        [When does|What time does] {S} [leave|depart]? At {departure}[ from {origin}|].
        [Where does|Where is] {S} [go|going]? To {destination}[, from {origin}|].
        [On|Leaving on] {date}, {S} goes from {origin} to {destination}.
        [Boarding|Last call|Attention passengers] for {S} to {destination}: gate {gate}.
        [Take-off is|It leaves|Departs|Departure:|We leave] at {departure}.
        [Landing is|It lands|Arrives|We arrive] at {arrival}.
        [Go to|Please go to|Gate:] gate {gate}.
        [Date|Day]: {date}.
        [The fare is|The ticket cost|Ticket:|Paid:] {price}.
        [No stops|Without a stop]{direct=true}.
        [You have to change planes|One stopover|With a stop]{direct=false}.
        [Class|Cabin]: {class}.
        You may bring {bags} bags.
        """,
    ),
    "apartment": (
        """

        """,
        """
        [This|The|A|Our] [flat|apartment|house|home|place] in {S} [has|offers|comes with] {bedrooms} [bedrooms|rooms] [and rents for|and costs|for|, the rent is|and is let for] {rent} [a month|per month|monthly|].
        [This|The|A|Our] [flat|apartment|house|place] in {S} [rents for|is let for|costs|sets you back] {rent} [a month|per month|monthly], {bedrooms} [bedrooms|rooms][, furnished{furnished=true}|].
        [This|The|A|Our] [flat|apartment|house|place] in {S}, {bedrooms} [bedrooms|rooms], {rent} [a month|per month], [is empty|has no furniture|comes unfurnished|is unfurnished]{furnished=false}.
        [This|The|A|Our] [flat|apartment|house|place] in {S}, {bedrooms} [bedrooms|rooms], {rent} [a month|per month], [has furniture|comes furnished|is fully furnished]{furnished=true}.
        [This|The|A] {bedrooms}-[bedroom|room] [flat|apartment|place|home] in {S} is [let|rented|yours|on the market|to let] [for|at] {rent} [a month|per month|monthly].
        [This|The|A] {bedrooms}-[bedroom|room] [flat|apartment|place] in {S} can be [yours|rented|had] for {rent} [a month|per month] [with all furniture|, furniture included|, furnished]{furnished=true}.
        [This|The|A] {bedrooms}-[bedroom|room] [flat|apartment|place] in {S} can be [yours|rented|had] for {rent} [a month|per month] [without furniture|, bring your own furniture|, not furnished]{furnished=false}.
        [This|The|A|Our] [house|villa|flat|apartment] in {S} [sells|is on offer|is on the market|goes] for {price}.
        [This|The|A] [furnished|fully furnished]{furnished=true} [flat|apartment|place|house] in {S} [costs|is|rents for] {rent} [a month|per month].
        [This|The|An] [unfurnished|empty]{furnished=false} [flat|apartment|place|house] in {S} [costs|is|rents for] {rent} [a month|per month].
        [Rent|You can rent|I rent|We rent out|Rent out] a {bedrooms}-bedroom [flat|apartment|house] in {S} for {rent} [a month|].
        [For rent|To let|Available|On offer|Rental] in {S}: {bedrooms} [bedrooms|rooms|bed], {rent}[ a month| pcm|][, furnished{furnished=true}|].
        [For rent|To let|Available] in {S}: {bedrooms} [bedrooms|rooms], {rent}, [unfurnished|no furniture]{furnished=false}.
        [For|At] {rent} [a month|per month|monthly] you [get|can rent|live in] {bedrooms} [bedrooms|rooms] in {S}.
        [For|At] {rent} [a month|per month] this {bedrooms}-bedroom [flat|house] in {S} is [a bargain|fair|expensive].
        [Living in|Want to live in|Moving to] {S}? {bedrooms} [bedrooms|rooms], {rent} [a month|per month].
        [In|Near|In the centre of] {S} [we rent out|you find|we offer|there is] a [flat|place|house] [with|of] {bedrooms} [bedrooms|rooms] for {rent} [a month|].
        [In|Near] {S}, a {bedrooms}-[bedroom|room] [flat|house] [costs|goes for|rents for] {rent} [a month|monthly|].
        {S}: {bedrooms} [bedrooms|rooms|br], {area} [sqm|m2|square meters], {rent}.
        {S}: {type}, {rent} [a month|].
        {S}, {street}, {bedrooms} [bedrooms|rooms], {rent}
        {S} | {bedrooms} [rooms|bedrooms] | {rent}
        {S}, {rent} [pcm|a month|monthly], {bedrooms} bedrooms
        {type:cap} [to let|for rent] in {S}, {rent} [a month|], {bedrooms} [bedrooms|rooms].
        {type:cap} in {S} [for sale|on sale], {price}, {area} sqm.
        {rent} [a month|per month|monthly] [is the rent for|gets you|is what they ask for] a {bedrooms}-bedroom [flat|apartment] in {S}.
        {bedrooms} [bedrooms|rooms], {bathrooms} [bathrooms|baths], {S}, {rent}
        {landlord} [has|offers|lets|is renting out|rents out] a [flat|place|house] in {S} [with {bedrooms} bedrooms |]for {rent}[ a month|].
        {landlord} is the [owner|landlord] of the [flat|house] in {S}.
        [City|Where|Place|Location]: {S}. [Rent|Monthly rent]: {rent}. [Bedrooms|Rooms]: {bedrooms}.
        [City|Where|Place]: {S}. [Rent]: {rent}. [Furniture]: [none|no]{furnished=false}.
        The [flat|apartment|house] is [in|located in|found in] {S} [and has {bedrooms} bedrooms|and costs {rent}|].
        [How much is|What is] the rent in {S}? {rent}[ for {bedrooms} bedrooms|].
        [The rent|Rent|Monthly rent] [is|comes to|amounts to|:] {rent}[ a month| plus heating|].
        [It costs|You pay|They ask|The owner wants] {rent} [a month|per month|monthly].
        [There are|You get|It comes with|It offers] {bedrooms} bedrooms[ and {bathrooms} bathrooms|].
        [The size is|Living space:|It measures|It covers] {area} [sqm|square meters|m2].
        [It is fully equipped|The furniture stays|All furniture is included|Furnished]{furnished=true}.
        [You have to bring your own furniture|No furniture|There is no furniture in it|Rented empty]{furnished=false}.
        [Your dog is welcome|You can bring your cat|Animals are fine]{pets=true}.
        [No animals, please|The owner does not want animals|Animals are not welcome]{pets=false}.
        [It has a balcony|With balcony]{balcony=true}.
        [It has no balcony|Without balcony]{balcony=false}.
        [It can be yours|It is free|It is vacant|Move in] from {available}.
        [Owner|Agent|For a viewing call|To see it, contact] {landlord}.
        [Phone|Call|Viewings:] {phone}.
        [You also get|Extras:|With] {amenities}.
        [You leave a deposit of|Deposit:|They want a deposit of] {deposit}.
        [It lies|It is|You live] on floor {floor}.
        [The address is|Address:|It stands at] {street}.
        [The asking price is|It sells for|Asking price:] {price}.
        [This|The|A|One] [nice|sunny|quiet|small|large|modern] {bedrooms}-[bedroom|room] [flat|apartment|place|house] in {S} is [available|free|vacant|to let] from {available}.
        [This|The|A|One] [nice|sunny|quiet|small|modern] [flat|apartment|house] in {S} [has|with] {area} [sqm|square meters|m2] [costs|rents for|goes for] {rent}.
        [This|The|A|Our] {area} [sqm|m2] [flat|apartment|house] in {S} [has|with] {bedrooms} [bedrooms|rooms] [is|costs|rents for] {rent} [a month|].
        [This|The|A|Our] {type} in {S} [has|offers|comes with] {bedrooms} [bedrooms|rooms] and {bathrooms} [bathrooms|baths].
        [This|The|A|Our] {type} [at|in] {street}, {S}, [costs|is|rents for] {rent} [a month|monthly].
        [This|The] [flat|house] in {S} is owned by {landlord}[ and costs {rent}|].
        [You can live|Live] in {S} for {rent} [a month|per month|monthly][, {bedrooms} bedrooms|].
        [The landlord|The owner|The agent] {landlord} [offers|lets|rents out|shows] [a|the] [flat|{bedrooms}-bedroom flat] in {S}[ for {rent}|].
        [Please contact|Write to|Call|Talk to] {landlord} [about|for] the [flat|house|apartment] in {S}.
        {landlord} is [letting|offering|renting out] a {bedrooms}-[bedroom|room] [place|house|flat] in {S} [for {rent}|from {available}|].
        {landlord} sells a [house|flat] in {S} for {price}.
        {landlord}, {S}, {street}, {rent}
        {rent} a month, {bedrooms} [rooms|bedrooms], [city|town|in] {S}.
        {rent} plus {deposit} deposit, {S}.
        {bedrooms} [rooms|bedrooms] on {area} [sqm|m2] in {S}[, {rent}|].
        {area} [sqm|m2|square meters] in {S} [cost|for] {rent} [a month|].
        {S}, {area} [sqm|m2], {rent}, free from {available}.
        {S}, {street}: {type}, {rent}.
        [Free|Available|Vacant] [from|as of] {available}: {bedrooms}-[bedroom|room] [flat|apartment] in {S}[, {rent}|].
        [Looking for a home|Do you need a flat]? {S}, {rent}, {bedrooms} [rooms|bedrooms].
        [The flat|The house|The place] [is equipped with|has|offers] {amenities}.
        [The flat|The house|The place] [is|measures|covers] {area} [sqm|square meters|m2].
        [The flat|The house|The place] has {bathrooms} [bathrooms|baths].
        [The flat|The house|The place] [comes with furniture|is already furnished|is let furnished]{furnished=true}.
        [The flat|The house|The place] [comes without furniture|is let unfurnished|is unfurnished]{furnished=false}.
        [The flat|The house|The place] [belongs to|is owned by] {landlord}.
        [The flat|The house] [is at|is in|stands at] {street}.
        [The rent of|The price of] the [flat|apartment] in {S} is {rent}.
        [A deposit of|Security deposit:] {deposit} [is required|].
        {bathrooms} [bathrooms|baths].
        [Tenants|You] may keep pets{pets=true}.
        [Tenants|You] may not keep pets{pets=false}.
        [The area is|Area|Size|Living area|Floor area|Total area|Surface] [:|] {area} [sqm|square meters|m2|sq m|].
        [It is|The rooms are spread over|You have|It offers|It comes to] {area} [sqm|square meters|square metres|sq m|m2] [large|in size|of space|].
        {area} [sqm|square meters|sq m|m2] [of living space|in all|to live in|].
        [This|The|A] {area}-square-meter [flat|apartment|house] in {S} [rents for|costs|is] {rent}.
        [This|The|A] [flat|house|apartment] of {area} [sqm|square meters] in {S} [has|offers] {bedrooms} [bedrooms|rooms].
        [With|On] {area} [sqm|square meters], the [flat|house] in {S} [costs|rents for] {rent} [a month|].
        [Bedrooms|Number of bedrooms|Rooms] [:|=] {bedrooms}.
        [There are|It has got|We have|With] {bedrooms} [bedrooms|rooms|rooms to sleep in].
        [There are|It has got|With] {bathrooms} [bathrooms|baths|showers].
        [One of the|The] {bedrooms} bedrooms [faces|has] [the garden|a balcony].
        [Type|Kind]: {type}.
        It is a {type}.
        [It is called a|Think of a|We offer a] {type} [in {S}|for {rent}|].
        [Street|Address|Where]: {street}[, {S}|].
        [You find it at|It lies in|The entrance is at|Go to] {street}.
        [At|In] {street} in {S} [we rent out|there is] a [flat|house] for {rent}.
        [Bathrooms|Baths]: {bathrooms}.
        [This|The|A|One] {area} [sqm|m2|square-meter] {type} in {S} [costs|is|rents for] {rent}.
        [This|The|A|One] {type} in {S} [is|measures|has] {area} [sqm|m2|square meters][ and costs {rent}|].
        [This|The|A|One] {type} with {bedrooms} [bedrooms|rooms] [in {S}|for {rent}|].
        [In|Near] {S}: {type} [of|with|,] {area} [sqm|m2|square meters][, {rent}|].
        {type:cap}, {area} [sqm|m2], {bedrooms} [rooms|bedrooms].
        {area} [sqm|m2|square meters] [big|large|in total] [is the {type}|].
        [As a|It is let as a|You rent a] {type}.
        [There is room for everyone in|Everyone has a room in|Sleep in one of] {bedrooms} bedrooms.
        {bedrooms} [bedrooms|rooms] and {bathrooms} [bathrooms|baths] [are there|belong to it|on floor {floor}|].
        {bedrooms} of the rooms are bedrooms.
        [The number of bedrooms is|It counts|It sleeps a family, with] {bedrooms}[ bedrooms|].
        [Each month|Every month|Monthly] [you pay|the rent is|it costs] {rent}.
        [The monthly cost|The price per month|The monthly price] is {rent}.
        """,
    ),
    "support ticket": (
        """
        [concerns|deals with|relates to|is about|was opened for|refers to] the {product}
        [is|remains|is still|is already|has been marked] {status}
        [was filed by|was opened by|comes from|is from] {customer}
        [is handled by|was given to|is with|belongs to] {agent}
        [was opened|dates from|came in] on {date}
        """,
        """
        Ticket {S} ({product}): {status}.
        Ticket {S} - {product} - {status}
        Ticket {S}: {customer}, {product}, {issue}.
        Ticket {S}: the {product} of {customer} {issue}.
        Ticket {S} [was filed|was opened|was written] by {customer}[ about the {product}|].
        Ticket {S} [is still|is now|is] {status}; it is about the {product}.
        {S}: {product}, {status}
        {S} | {customer} | {product} | {priority}
        {S} [is|remains|was] {status}. [It is about|It concerns|Product:|Device:] the {product}.
        [The|Our] [case|request|complaint] {S} [about|concerning|regarding] the {product} is [still |now |]{status}.
        [Ticket|Number|ID]: {S}. [Product|Device|Item]: {product}. [Status|State]: {status}.
        [Ticket|Number|ID]: {S}. [Customer|From]: {customer}. [Problem|Issue]: {issue}.
        [What is|How about] the status of {S}? {status:cap}.
        [The status of|The state of] ticket {S} is {status}.
        [Still|Now|Currently] {status}: ticket {S} about the {product}.
        [As for|Regarding|On] the {product}, [ticket|case] {S} is [still |]{status}.
        [For|About] the {product} [there is|we have] [a ticket|ticket|an {status} ticket], {S}.
        {customer} [wrote in|complained|filed a ticket|contacted us|is unhappy] about the {product}[, ticket {S}|, number {S}|].
        {customer} [wrote in|complained|contacted us] because the {product} {issue}.
        {customer} [bought|has|owns|returned] a {product} [that|which] {issue}.
        {customer} [noticed|found|told us|claims] that the {product} {issue}.
        {customer}: "My {product} {issue}."
        [According to|As reported by] {customer}, the {product} {issue}.
        [Hello|Hi|Dear support], my {product} {issue}. [Regards|Thanks|Best], {customer}
        [Hello|Hi], the {product} [I bought |from order {order} |]{issue}. [Can you help|What now]?
        [I am|This is] {customer}, my {product} {issue}.
        [The device|The product|The item] is [a|the] {product}; it {issue}.
        [It seems|It looks like|We heard] that the {product} {issue}.
        The {product} [sold to|bought by|belonging to] {customer} {issue}.
        The {product} {issue}[ since {date}|].
        {agent} [answers|is in charge of|has|looks into|picked up|resolved|reopened] [ticket |]{S}[ of {customer}|].
        {agent} [helps|called|wrote to|is helping] {customer} with the {product}.
        [Assigned to|Agent|Handled by]: {agent}.
        [Urgency|Priority]: {priority}.
        [It was opened|It dates from|The date is|Created] [on |]{date}.
        [The customer wants the money back|Refund, please|A refund is requested]{refund=true}.
        [No refund needed|A refund is not necessary]{refund=false}.
        [Order|It belongs to order|Bought with order] {order}.
        [Contact|Email|Write to]: {email}.
        [Phone|Callback number|Reach me on]: {phone}.
        [They called|We had|After] {calls} [calls|times|attempts].
        """,
    ),
    "subscription": (
        """
        [took|picked|bought|booked|pays for|went for|now has|stays on|has had] the {plan} plan [with {seats} seats|for {seats} users|]
        [went up|went|jumped|changed over|has moved|converted] from [the |]{old_plan} [plan |]to [the |]{plan} [plan|tier|] [with {seats} seats|and has {seats} seats|]
        [replaced|exchanged] the {old_plan} plan [with|for] the {plan} plan
        [is tired of|said goodbye to|used to have|started on] the {old_plan} plan
        [pays|is billed|gets a bill of] {price} [monthly|each month|every month]
        [is trying the product for free|is in the trial period]{trial=true}
        [has finished the trial|pays already]{trial=false}
        [will be billed again|will be charged again|has to renew] on {renewal}
        [redeemed|entered|applied] [the coupon|the code|the voucher] {coupon}
        [quit|left|stopped paying|will not renew] because of {reason}
        [logs in with|signs in as|registered with] {email}
        """,
        """
        {S} [took|picked|bought|booked|has|went for|now has|is on|uses] the {plan} plan [with|and has|and pays for|including] {seats} [seats|users|licenses].
        {S} [is|was] [upgraded|moved|switched] [from {old_plan} |]to {plan}[, {seats} seats|].
        {S} [left|ended|cancelled] {old_plan} and [is now on|went to|started|moved to] {plan}[ ({seats} seats)|].
        {S} [used to be on|was on|had] [the |]{old_plan} [plan |]and [is now on|now has|moved to|changed to] [the |]{plan} [plan|][ with {seats} seats|].
        {S} [started|began] with {old_plan} and [ended up with|now pays for|grew into] {plan}.
        {S} [changed|made a change] from {old_plan} to {plan} and [bought|has|needs|added] {seats} [seats|licenses].
        {S}, [previously|formerly|before] on {old_plan}, [is now on|now uses|has] the {plan} plan[ with {seats} seats|].
        {S}: {old_plan} -> {plan}, {seats} seats
        {S}: {plan}, {seats} [seats|users]
        {S} | {plan} | {seats} | {price}
        {S} ({company}): {plan} plan, {seats} seats.
        {S} - {plan} - {price} [a month|monthly]
        {S} [wants|would like|asked for|requested] the {plan} plan [for|with] {seats} [seats|people|users].
        {S} [wants|would like|asked] to [move|switch|change] [from {old_plan} |]to {plan}.
        {S} of {company} [pays|is billed] {price} [a month|per month] [for {plan}|for {seats} seats|].
        {S} of {company} [wants|needs|uses] {plan}[, {seats} seats|].
        {company} [and its admin|, represented by|, user] {S}[,|] [has|chose] the {plan} plan.
        [Account|User|Customer|Subscriber]: {S}. [Plan|Tier]: {plan}. [Seats|Users|Licenses]: {seats}.
        [Account|User|Customer] {S} [is on|has] {plan} [with|and] {seats} seats.
        [After|Following] the {old_plan} plan, {S} [took|chose|went for] {plan}.
        [Before|Until now] {S} had {old_plan}, [now it is|now|from now on] {plan}.
        [From|No more] {old_plan} [to|but] {plan}: {S} [changed|switched] [the plan|plans][, {seats} seats|].
        [Not|No longer] {old_plan} but {plan} is [the plan of|what {S} pays for|used by] {S}.
        [Goodbye|Bye] {old_plan}, [hello|welcome] {plan}: {S} [switched|upgraded] today.
        [The plan of|The account of|The subscription of] {S} [is|was changed to|is now] {plan}[ with {seats} seats|].
        [The {plan} plan|The plan {plan}] [was bought|was booked|is used] by {S}[, {seats} seats|, with {seats} seats|].
        {S's} plan is {plan}[ and has {seats} seats|].
        {S's} [old|previous|former] plan was {old_plan}.
        {seats} [seats|users|licenses] on the {plan} plan [for|belong to|were bought by] {S}.
        {seats} [seats|users] are [included|covered|in use].
        {plan:cap} [is the plan|was the choice] of {S}.
        [It was|It is] {S} who [bought|chose|upgraded to] {plan}.
        [Which plan does|What does] {S} [have|use]? {plan:cap}.
        [Congratulations|Welcome|Hi|Dear] {S}, you [are now on|have switched to|have chosen|upgraded to] the {plan} plan[ with {seats} seats|].
        [Hi|Hello], this is {S}, [I want|please move me|please switch me|we want] [to switch |]to {plan}[ with {seats} seats|].
        [It costs|The price is|The fee is|They pay] {price} [a month|per month|monthly].
        [The next payment is|Next billing:|Renewal:|It will be renewed] [on |]{renewal}.
        [It is a trial|The trial is running]{trial=true}.
        [It is not a trial|The trial is over]{trial=false}.
        [Renewal is automatic|It is extended by itself]{auto_renew=true}.
        [Renewal is manual|It ends without renewal]{auto_renew=false}.
        [Coupon|Code|Discount code]: {coupon}.
        [The reason was|Reason:|Because of] {reason}.
        [Login|Account|Email]: {email}.
        """,
    ),
    "recipe": (
        """
        [makes|yields|is for|gives you] {servings} [servings|portions]
        [is made of|is made with|contains|calls for|combines] {ingredients}
        [goes into the oven|cooks|roasts] at {temperature} degrees
        [counts|comes to|packs] {calories} calories
        [comes from|is by|was invented by] {cook}
        is [rather |quite |]{difficulty} to [cook|prepare]
        [is meatless|is fine for vegetarians]{vegetarian=true}
        [is not for vegetarians|is made with meat]{vegetarian=false}
        [has its home in|is a classic of|is known from] {cuisine} [cooking|cuisine]
        is [typically|really] {cuisine}
        """,
        """
        {cook} [prepares|prepared|serves|bakes|baked|taught us|will cook|is making] {S} [for {servings}|with {ingredients}|in {minutes} minutes].
        {cook}'s [recipe for|famous|way to cook|favourite] {S} [calls for|uses|is made with|needs|contains] {ingredients}.
        {cook}'s [recipe for|famous] {S} [makes|yields|serves|is for] {servings} [portions|people|servings].
        {cook} [puts|uses|needs] {ingredients} [in|for] the {S}.
        {cook}: {S}
        {S}: {ingredients}.
        {S} ({servings} [servings|portions|people]): {ingredients}.
        {S} ({minutes} min, {difficulty}): {ingredients}.
        {S} - {servings} [servings|people] - {minutes} minutes
        {S} | {cuisine} | {minutes} min | {calories} kcal
        {S} [with|from|made with] {ingredients} [by {cook}|for {servings}|].
        {S} [needs|requires] {ingredients} [and {minutes} minutes|].
        {S} à la {cook}, {servings} portions.
        [For|To serve] {servings} [people|guests|portions] of {S} you need {ingredients}.
        [For|To cook|To prepare|To bake] {S} [buy|get|you take|use|mix] {ingredients}.
        [Ingredients|You need|Shopping list] for {S}: {ingredients}.
        [Recipe|Dish|Meal]: {S}. [Serves|Portions]: {servings}. [Time|Minutes]: {minutes}.
        [Recipe|Dish|Meal]: {S}. [Ingredients]: {ingredients}.
        [Take|Mix|Combine|Chop|Fry|Use|Get] {ingredients}.
        [It needs|It contains|Inside are|It is made from|Put in] {ingredients}.
        [Set the oven to|Heat the oven to|Bake at|Oven:] {temperature} degrees.
        [It is enough for|It makes|Enough for|Serves] {servings}.
        [Tonight|Today|On Sunday] [we cook|{cook} cooks|we have|there is] {S}[ with {ingredients}|].
        [My|Our] {S} [contains|needs|is made of] {ingredients}.
        [The|This] {cuisine} [dish|classic|recipe] {S} [is|takes|needs] [easy|{minutes} minutes|{ingredients}].
        [The recipe is by|Recipe by|Thanks to|The cook is] {cook}.
        [Difficulty|Level]: {difficulty}.
        [Energy|Calories|One portion has] {calories} [kcal|calories].
        [No meat in it|A vegetarian dish]{vegetarian=true}.
        [There is meat in it|Not vegetarian]{vegetarian=false}.
        [Cuisine|Origin|Style]: {cuisine}.
        [The cuisine is|This is a dish from the kitchen called|It tastes] {cuisine}.
        [A|One] {cuisine} [classic|meal|dish]: {S}[, {minutes} minutes|, for {servings}|].
        [We call it|The dish is|The name of the dish is|It is called|Today's dish is|The meal is] {S}.
        [How to make|How to cook|All about|The secret of] {S}: [take|use|buy] {ingredients}.
        [Our|My|Her|Grandma's] {S} [takes|needs|is done in] {minutes} minutes.
        [Our|My|Her|Grandma's] {S} [serves|is enough for|feeds] {servings}.
        [I made|We had|They served|I am cooking|You should try] {S}[ with {ingredients}| by {cook}|].
        {S} [bakes|stays in the oven|simmers] for {minutes} minutes[ at {temperature} degrees|].
        {S} [has|comes to] {calories} [calories|kcal] a portion.
        {S}, {cuisine}, {difficulty}, {minutes} minutes.
        """,
    ),
    "car": (
        """
        [dates from|is from|left the factory in|was first registered in|was made in] {year}
        [has done|has run|shows|has been driven] {mileage} [km|kilometers|miles]
        [is offered|is on sale|goes|is for sale] [for|at] {price}
        [comes in|has a coat of paint in] {color}
        [must be shifted by hand|is a manual]{automatic=false}
        [was in an accident|has been repaired after a crash]{accident_free=false}
        [takes|needs|burns] {fuel}
        [is owned by|is sold by] {seller}
        [was bought by|went to|now belongs to] {buyer}
        [can be seen|stands] in {city}
        [has|comes with] {features}
        [went for|was sold for|changed hands for|can be bought for] {price}
        [was sold by|came from|is offered by] {seller}
        [has driven|has covered|clocked up] {mileage} [km|kilometers|miles] [so far|]
        [rolled off the line|was put on the road] in {year}
        [drives on|fills up with] {fuel}
        [is finished|was sprayed] in {color}
        [has|shows] only {mileage} [km|kilometers|miles] [on it|behind it|]
        [was driven|has been moved] {mileage} [km|kilometers|miles] [in all|]
        [has a mileage of|comes with a mileage of|stands at] {mileage} [km|]
        is a {color} [one|car]
        [looks great in|was resprayed in|is all] {color}
        [was never crashed|is free of accidents|has had no crash]{accident_free=true}
        [was crashed once|had a crash|has been in an accident]{accident_free=false}
        [has not had an accident|comes without any accident|was always looked after]{accident_free=true}
        [is an accident car|had damage|is not free of accidents]{accident_free=false}
        [covered|ran] {mileage} [km|miles] [under {seller}|since {year}|]
        """,
        """
        {seller} [wants to sell|is selling|offers|has|advertises|parted with] a [{color} |]{S} [from {year}|built in {year}|with {mileage} km|] for {price}.
        {seller} [sold|passed on|handed over] [the|a] [{color} |]{S} to {buyer} [for {price}|].
        {seller} [drives|drove|owns] a {color} {S}[ from {year}|, plate {plate}|].
        {seller} [asks|is asking|would take] {price} for [the|his|her] {S}.
        {seller}, {city}: {S}, {year}, {price}.
        {buyer} [got|purchased|picked up|has bought|is buying|took over] [a|the] [{color} |]{S} from {seller} [for {price}|].
        {buyer} [paid|gave|spent] {price} [for|on] a [{color} |]{S}[ from {year}|].
        {S}, {year}, {color}, {mileage} km, {price}
        {S} | {year} | {mileage} km | {price}
        {S} ({year}), {fuel}, {price}.
        {S}, [built|made|first registered] in {year}, [for sale|on sale] [at|for] {price}.
        {S} [for sale|on offer]: {color}, {mileage} [km|miles], {price}[, call {phone}|].
        [Used car|Car|Model|Vehicle]: {S}. [Year|Built]: {year}. [Price]: {price}. [Mileage|Km]: {mileage}.
        [For|At] {price} you [get|can have|can drive home] a {color} {S} [from {year}|].
        [I sell|I want to sell|We sell|My uncle sells|For sale:] [my|our|a|] {S} [from|built in|of] {year} [for|at] {price}.
        [This|The|My|Our] {color} {S} [from {year} |][has run|has done|shows] {mileage} [km|miles] and [costs|is yours for|sells for] {price}.
        [This|The|My|Our] {S} [is {color}|runs on {fuel}] and [was built in|is from|dates from] {year}.
        [The owner of|The seller of] the {S} is {seller}.
        [The car|The vehicle] [with the plate|with plate|registered as] {plate} is a {color} {S}.
        [In|From] {year}, {S} in {color}, {price}.
        [In|Over in] {city}, {seller} [sells|offers] a {S} for {price}.
        [How much is|What does] the {S} [cost|]? {price}.
        [Yesterday|Last week] {seller} sold {buyer} [the|a] [{color} |]{S}.
        [The price is|It costs|It is yours for|Yours for|Asking] {price}.
        [Mileage|It has run|On the clock]: {mileage} [km|miles].
        [The colour is|It is painted|Paint:] {color}.
        [Year of construction|It was built in|Year:] {year}.
        [It runs on|It takes|Fuel:] {fuel}.
        [An automatic|Automatic gearbox]{automatic=true}.
        [Manual gearbox|It is not an automatic]{automatic=false}.
        [No accidents|It had no accident]{accident_free=true}.
        [Extras|Equipment|It comes with|With]: {features}.
        [Contact|Ask for|The owner is|Sold by] {seller}[, {phone}|].
        [It can be seen in|Location:|It stands in] {city}.
        {seller} [is getting rid of|puts up|put up|listed] [a|the|an old] {S} for {price}.
        {seller} [let {buyer} have|gave {buyer}|sold {buyer}] [the|a] {S} [for {price}|].
        {seller} [told {buyer}|says|claims] that the {S} has [only |]{mileage} [km|miles].
        {seller}'s {S} [from|of] {year} [costs|is on sale for|went for] {price}.
        {seller}'s {S} [has|shows] {mileage} [km|miles] and is {color}.
        {seller}'s [old |]{S} [went to|was bought by|now belongs to] {buyer} [for {price}|].
        {buyer} [is now the owner of|drives home in|signed for] a [{color} |]{S} [from|bought from|sold by] {seller}.
        {buyer} [wants|would like|is going] to buy the {S} [of|from] {seller} [for {price}|].
        {buyer}'s new car is a [{color} |]{S}[, bought from {seller}|, built in {year}|].
        [Seller|Owner|Offered by]: {seller}. [Buyer|New owner]: {buyer}. [Car|Model]: {S}.
        [Bought|Sold]: {S}, {price}, [from|seller] {seller}, [to|buyer] {buyer}.
        [One|A well-kept|A used|A second-hand|An] {S}, [year|built|from] {year}, {mileage} [km|miles], [for|yours for] {price}.
        [One|A well-kept|A used|A second-hand] {color} {S} [for|at] {price}.
        [A used|A second-hand] {S} [was sold|went] to {buyer} for {price}.
        [The|A] {year} {S} [in {color} |][costs|is|goes for] {price}.
        [The|This] {color} {S} [belongs to|is driven by|was sold by] {seller}.
        [The|This] {color} {S} [was bought by|now belongs to|goes to] {buyer}.
        [The|This] {S} [runs on|takes] {fuel} and [costs|is yours for] {price}.
        [The|This] {S} has {mileage} [km|miles] on it and [costs|sells for] {price}.
        [The|This] {S} with {mileage} [km|miles] [is from|was built in] {year}.
        [Its plate is|The plate reads|Registration:] {plate}.
        [New owner|The buyer is|Sold to|Buyer]: {buyer}.
        [We found|They found|I found|There is] a {S} [in {city} |]for {price}[, year {year}|].
        [My|Our] {year} {S} [is for sale|must go]: {price}.
        [It comes from|It is from|Built in] {year}.
        [It has done|It shows|It has covered] {mileage} [km|miles].
        {price} for a {S} [from|of] {year}[ in {color}|].
        {price} is what {seller} [wants|asks|got] for the {S}.
        {price} is what {buyer} [paid|gave] for the {S}.
        {mileage} [km|miles], {year}, {color}: {S}.
        [The odometer|The counter|The speedometer] [shows|reads|says|stands at] {mileage}[ km| miles|].
        [The mileage|Its mileage] [is|comes to|:] {mileage}[ km| miles|].
        [Driven|Distance|Distance driven|So far]: {mileage} [km|miles].
        {mileage} [km|kilometers|miles] [so far|driven|on the odometer|are on the clock].
        [After|With] {mileage} [km|kilometers|miles], the {S} [costs|is worth|sells for] {price}.
        [The color|The colour|The body|The paint] is {color}.
        [Color|Colour|Paint|Body]: {color}.
        {color:cap}, {doors} doors, {fuel}.
        [It is|The car is|Mine is] {color} [inside and out|with {doors} doors|].
        [No crash|Never crashed|Without accidents|Accident-free]{accident_free=true}.
        [It was crashed|It was repaired after a crash|Damaged once]{accident_free=false}.
        [Model|Make|Type|The car is]: {S}.
        [It is|It's|Offered is] {S:a} from {year}[, {mileage} km|].
        {seller} has {S:a} [in {color}|from {year}|with {mileage} km].
        {S} [driven|owned] by {seller}[, {mileage} km|, {color}|].
        [Accident-free|No accidents|Accidents: none]{accident_free=true}[, {color}|, {year}|].
        [Not accident-free|Accidents: one|It has a history of accidents]{accident_free=false}.
        {S}, [accident-free|no accidents]{accident_free=true}, {price}.
        {S}, [once crashed|repaired after an accident]{accident_free=false}, {price}.
        {mileage} [km|kilometers|miles] [lie behind it|have been driven|is not much for {S:a}].
        [Total distance|Kilometers|Total mileage] [:|=] {mileage}.
        [Someone drove|They drove|I drove|{seller} drove] it {mileage} [km|miles].
        {seller} [has driven|drove] the {S} for {mileage} [km|miles].
        A {color} {S}, {mileage} [km|miles][, {fuel}|].
        [I am looking for|He wants|{buyer} wants] {S:a} [in {color}|].
        {buyer} [chose|decided on|likes] the {color} {S}.
        """,
    ),
}
