"""Word lists: names and places from Faker (MIT), everyday lists of our own.

Every list is split by hash into training words and held-out words. Every value
of the hand-written cases is held out as well, so that none is ever trained on.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import pathlib
import re

PERSON_LOCALES = (
    "en_US en_GB de_DE fr_FR es_ES it_IT pl_PL nl_NL sv_SE fi_FI cs_CZ pt_BR da_DK no_NO hr_HR "
    "hu_HU ro_RO tr_TR en_IN id_ID es_MX et_EE yo_NG vi_VN"
).split()
CITY_SOURCES = {
    "de_DE": "cities", "pl_PL": "cities", "nl_NL": "cities", "fi_FI": "cities",
    "cs_CZ": "cities", "da_DK": "cities", "en_IN": "cities", "pt_PT": "cities", "ro_RO": "cities",
    "hr_HR": "cities", "es_CO": "municipalities",
}  # fmt: skip
HELD_OUT_SHARE = 7


def held_out(word: str, share: int = HELD_OUT_SHARE) -> bool:
    """True for a fixed one in `share` of all strings."""
    return int(hashlib.md5(word.lower().encode()).hexdigest()[:8], 16) % share == 0


@functools.cache
def handwritten_words() -> frozenset[str]:
    """All string values of the hand-written cases and the words of the capitalised ones."""
    words: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for v in value.values():
                walk(v)
        elif isinstance(value, list):
            for v in value:
                walk(v)
        elif isinstance(value, str):
            words.add(value.lower())
            words.update(w.lower() for w in re.findall(r"\w+", value) if w[0].isupper())

    cases = json.loads(pathlib.Path(__file__).with_name("handwritten.json").read_text())
    for case in cases:
        walk(case["expected"])
    return frozenset(words)


class Words:
    """A list split into `train` and `test` words; `extend` adds to the first only."""

    def __init__(self, items: list[str]):
        unique = list(dict.fromkeys(w.strip() for w in items if w.strip()))
        banned = handwritten_words()
        self.train = [w for w in unique if not held_out(w) and w.lower() not in banned]
        self.test = [w for w in unique if held_out(w) and w.lower() not in banned] or self.train

    def extend(self, items: list[str]) -> None:
        banned = handwritten_words()
        known = {w.lower() for w in self.train}
        fresh = dict.fromkeys(w.strip() for w in items if w.strip())
        self.train += [w for w in fresh if not held_out(w) and w.lower() not in banned | known]

    def __getitem__(self, test: bool) -> list[str]:
        return self.test if test else self.train


def _latin(word: str) -> bool:
    return all(ord(c) < 0x250 for c in word) and 2 <= len(word) <= 24 and not re.search(r"\d|[()/,]", word)


def _faker(package: str, locale: str) -> type:
    return importlib.import_module(f"faker.providers.{package}.{locale}").Provider


@functools.cache
def people() -> dict[str, Words]:
    """First names by gender and last names."""
    lists: dict[str, list[str]] = {"male": [], "female": [], "last": []}
    for locale in PERSON_LOCALES:
        provider = _faker("person", locale)
        for ours, theirs in (("male", "first_names_male"), ("female", "first_names_female"), ("last", "last_names")):
            lists[ours] += [w for w in getattr(provider, theirs, ()) if _latin(w)]
    return {k: Words(v) for k, v in lists.items()}


@functools.cache
def cities() -> Words:
    """Towns of a dozen countries, at most 400 of each, and our list of large cities."""
    found = WORDS["big_city"].train * 1 + WORDS["big_city"].test
    for locale, attribute in CITY_SOURCES.items():
        names = [
            w for w in getattr(_faker("address", locale), attribute) if isinstance(w, str) and _latin(w) and len(w) < 18
        ]
        found += names[:: max(1, len(names) // 400)]
    return Words(found)


@functools.cache
def jobs() -> Words:
    """Occupations in lower case."""
    names = importlib.import_module("faker.providers.job").Provider.jobs
    plain = [w.lower() for w in names if _latin(w) and len(w) < 26]
    return Words(plain + WORDS["job"].train + WORDS["job"].test)


def _split(text: str) -> Words:
    return Words(" ".join(text.split()).split(","))


WORDS: dict[str, Words] = {
    "big_city": _split("""London, Paris, Berlin, Madrid, Rome, Vienna, Prague, Warsaw, Lisbon, Dublin, Boston, Chicago,
        Austin, Denver, Seattle, Portland, Toronto, Montreal, Vancouver, Sydney, Melbourne, Tokyo, Osaka, Kyoto, Seoul,
        Beijing, Shanghai, Singapore, Mumbai, Delhi, Cairo, Nairobi, Lagos, Accra, Cape Town, Lima, Bogota, Santiago,
        Buenos Aires, Sao Paulo, Mexico City, New York, San Francisco, Los Angeles, San Diego, Las Vegas, New Orleans,
        Salt Lake City, Helsinki, Stockholm, Copenhagen, Bergen, Reykjavik, Amsterdam, Utrecht, Antwerp, Brussels, Ghent,
        Lyon, Marseille, Bordeaux, Nice, Munich, Hamburg, Cologne, Dresden, Geneva, Basel, Milan, Turin, Naples, Florence,
        Venice, Porto, Seville, Valencia, Bilbao, Athens, Istanbul, Ankara, Budapest, Krakow, Bucharest, Sofia, Zagreb,
        Riga, Vilnius, Tallinn, Manchester, Leeds, Bristol, Cardiff, Glasgow, Edinburgh, Belfast, Cork, Galway, Hanoi,
        Manila, Jakarta, Bangkok, Taipei, Perth, Brisbane, Auckland, Wellington, Houston, Dallas, Phoenix, Atlanta, Miami,
        Detroit, Calgary, Ottawa, Quebec, Havana, Quito, Casablanca, Tunis, Dakar, Doha, Dubai, Muscat, Tehran, Baku"""),
    "country": _split("""Germany, France, Spain, Italy, Portugal, Poland, Austria, Sweden, Norway, Denmark, Finland, Ireland,
        Iceland, Belgium, the Netherlands, Switzerland, Greece, Turkey, Hungary, Romania, Croatia, Serbia, Ukraine, Canada,
        Mexico, Brazil, Argentina, Chile, Peru, Colombia, Ecuador, Uruguay, Japan, South Korea, China, India, Vietnam,
        Thailand, Indonesia, Malaysia, Australia, New Zealand, Egypt, Morocco, Kenya, Nigeria, Ghana, South Africa, Israel,
        Jordan, United States, USA, UK, Scotland, Wales, Estonia, Latvia, Lithuania, Slovenia, Cuba, Jamaica, Panama"""),
    "job": _split("""teacher, nurse, plumber, baker, chef, pilot, farmer, lawyer, dentist, painter, photographer, librarian,
        accountant, mechanic, electrician, software engineer, product manager, data scientist, graphic designer, translator,
        firefighter, journalist, architect, pharmacist, veterinarian, cashier, bus driver, tailor, florist, musician,
        sales manager, project manager, civil engineer, backend developer, frontend developer, UX designer, bartender,
        head chef, office manager, research assistant, biologist, marketing lead, technical writer, security guard,
        warehouse worker, night nurse, tour guide, welder, roofer, gardener, beekeeper, violinist, potter, surgeon"""),
    "skill": _split("""Python, Java, Rust, Go, SQL, Excel, JavaScript, TypeScript, Docker, Kubernetes, Photoshop, cooking,
        public speaking, negotiation, copywriting, welding, first aid, knitting, sewing, photography, drawing, gardening,
        data analysis, machine learning, bookkeeping, sales, teaching, woodworking, video editing, project planning, C++,
        React, Linux, networking, French, German, Spanish, Italian, Japanese, Arabic, singing, editing, baking, plumbing,
        masonry, tiling, carving, weaving, glazing, soldering, animation, illustration, statistics, forecasting, testing"""),
    "hobby": _split("""chess, hiking, tennis, football, running, swimming, reading, painting, yoga, cycling, climbing,
        fishing, sailing, skiing, dancing, pottery, birdwatching, surfing, astronomy, karate, origami, rowing, archery,
        board games, bread making, choir singing, table tennis, volleyball, judo, fencing, camping, piano, guitar"""),
    "food": _split("""apples, bananas, oranges, lemons, tomatoes, potatoes, onions, carrots, eggs, milk, butter, flour, sugar,
        rice, pasta, olive oil, bread, cheese, yogurt, honey, salt, pepper, chicken breast, salmon, spinach, garlic,
        mushrooms, lentils, chickpeas, oats, almonds, walnuts, basil, parsley, ginger, cinnamon, vanilla, cream, bacon, tofu,
        peas, corn, beans, cucumber, zucchini, pumpkin, cherries, raisins, coconut milk, soy sauce, vinegar, mustard"""),
    "dish": _split("""lasagna, pad thai, tomato soup, apple pie, chicken curry, mushroom risotto, fish tacos, lentil stew,
        beef stroganoff, pancakes, carrot cake, Caesar salad, veggie burger, ramen, paella, onion tart, banana bread,
        pumpkin soup, shepherd's pie, goulash, falafel wrap, spinach quiche, potato gratin, chili, dumplings, ratatouille"""),
    "cuisine": _split("Italian, French, Thai, Indian, Mexican, Japanese, Greek, Turkish, Korean, Spanish, Vietnamese, Lebanese, Chinese, Peruvian, Ethiopian, Moroccan"),
    "product": _split("""laptop, phone, desk lamp, office chair, keyboard, monitor, backpack, water bottle, coffee grinder,
        toaster, blender, headphones, microphone, webcam, router, tablet, smart watch, camera, tripod, printer, desk, sofa,
        bookshelf, mattress, pillow, blanket, frying pan, teapot, mug, umbrella, raincoat, hiking boots, running shoes,
        tent, sleeping bag, bicycle, helmet, scooter, drill, hammer, screwdriver, ladder, garden hose, lawn mower, vacuum
        cleaner, hair dryer, razor, wall clock, candle, picture frame, guitar, ukulele, yoga mat, dumbbell, power bank, USB
        cable, hard drive, speaker, projector, dishwasher, fridge, oven, washing machine, rice cooker, air fryer, stapler"""),
    "goods": _split("""chairs, tables, lamps, pens, folders, markers, staplers, envelopes, mugs, plates, forks, spoons, bowls,
        towels, pillows, candles, bottles, cables, chargers, keyboards, monitors, t-shirts, hoodies, socks, caps, scarves,
        gloves, books, posters, stickers, postcards, bricks, planks, screws, nails, tiles, paint cans, brushes, ladders,
        coffees, teas, sandwiches, muffins, bagels, croissants, pizzas, burgers, salads, cookies, lattes, cakes, juices,
        batteries, light bulbs, printer cartridges, sketchbooks, erasers, rulers, balloons, flower pots, seed packets"""),
    "brandname": _split("""Aurora, Zephyr, Orion, Vertex, Lumen, Atlas, Pioneer, Falcon, Cobalt, Ember, Nova, Quartz, Summit,
        Breeze, Solstice, Titan, Echo, Pulse, Drift, Cascade, Horizon, Juniper, Maple, Onyx, Raven, Comet, Glacier, Halo,
        Ivory, Jade, Krypton, Lotus, Mosaic, Nectar, Opal, Prism, Quill, Ridge, Saffron, Tundra, Umbra, Vega, Willow, Xenon"""),
    "color": _split("""red, blue, green, black, white, grey, yellow, orange, purple, pink, brown, silver, gold, navy blue, dark
        green, light grey, beige, turquoise, olive, burgundy, cream, charcoal, teal, violet, sky blue, rose gold, ivory,
        midnight blue, forest green, pale yellow, deep red, off-white, burnt orange, dusty pink, copper, mint green"""),
    "material": _split("oak, pine, steel, aluminium, plastic, glass, leather, cotton, wool, linen, bamboo, ceramic, marble, rubber, silk, brass, titanium, walnut, cork, denim"),
    "company_a": _split("""Acme, Globex, Initech, Umbrella, Stark, Wayne, Northwind, Contoso, Blue Harbor, Silverline, Green Valley,
        Red Maple, Iron Gate, Bright Path, Stone Bridge, River Bend, High Peak, Clear Sky, Golden Oak, White Fox, Evergreen,
        Sunrise, Redwood, Lighthouse, Granite, Harvest, Compass Point, Pinecrest, Oakfield, Fairview, Lakeside, Westbrook,
        Eastgate, Southport, Nordic, Alpine, Baltic, Atlantic, Pacific, Delta, Omega, Sigma, Vector, Quantum, Fusion, Apex"""),
    "company_b": _split("""Corp, Inc, Ltd, GmbH, Group, Labs, Systems, Solutions, Partners, Logistics, Foods, Energy, Motors,
        Media, Software, Textiles, Consulting, Health, Robotics, Studios, Bakery, Furniture, Books, Travel, Insurance, Bank,
        Analytics, Design, Builders, Supplies, Tools, Dairy, Brewery, Optics, Interiors, Freight, Holdings, Ventures"""),
    "street_a": _split("""Oak, Maple, Cedar, Elm, Pine, Birch, Walnut, Chestnut, Willow, Ash, Park, Lake, River, Hill, Church,
        Station, Market, Bridge, King, Queen, Victoria, Garden, Spring, Meadow, Orchard, Sunset, Highland, Forest, Harbor,
        Washington, Lincoln, Franklin, Jefferson, Madison, High, North, South, West, East, Castle, Abbey, Rose, Lavender,
        Juniper, Holly, Fox, Eagle, Swan, Raven, Miller, Baker, Cooper, Mason, Thatcher, Windmill, Copper, Silver, Granite"""),
    "street_b": _split("Street, Road, Lane, Avenue, Drive, Court, Way, Close, Terrace, Boulevard, Place, Square, Crescent, Row, St, Ave, Rd, Hill, Walk"),
    "street_de": _split("Hauptstraße, Bahnhofstraße, Gartenweg, Lindenallee, Schillerstraße, Goetheplatz, Kirchgasse, Bergstraße, Dorfstraße, Rue de Lyon, Rue Victor Hugo, Avenue Foch, Via Roma, Via Garibaldi, Calle Mayor, Gran Via, Rua Augusta, Keizersgracht, Storgatan, Nowy Swiat"),
    "event_a": _split("""Spring, Summer, Winter, Annual, International, Regional, Jazz, Rock, Folk, Film, Book, Food, Wine, Tech,
        Design, Science, Startup, Data, Robotics, Garden, Antique, Craft, Comic, Art, Poetry, Street Food, Harvest, Lantern,
        Charity, Marathon, Open Source, Cloud, Climate, Health, Photography, Vintage Car, Community, Cheese, Chess, Kite"""),
    "event_b": _split("Festival, Conference, Summit, Workshop, Meetup, Expo, Fair, Gala, Concert, Exhibition, Market, Symposium, Hackathon, Parade, Tournament, Show, Week, Days, Night, Forum, Race"),
    "venue_b": _split("Hall, Center, Arena, Theater, Museum, Library, Park, Stadium, Gallery, Club, Auditorium, Hotel, Barn, Pavilion, Church, Community Center, Town Hall, Convention Center, Gardens, Opera House"),
    "topic": _split("""hiring, the roadmap, the new website, quarterly results, the office move, customer feedback, pricing, the
        launch plan, security training, the sales report, the marketing campaign, the holiday schedule, the annual review,
        data migration, the design review, vendor contracts, onboarding, the summer party, budget cuts, the release, the
        retail strategy, travel costs, the mobile app, the database upgrade, team goals, the warehouse, supply issues"""),
    "task_verb": _split("update, review, write, prepare, send, clean, check, test, translate, print, order, repair, replace, book, call about, finish, deploy, archive, document, design, refactor, migrate"),
    "task_object": _split("""the report, the slides, the contract, the website, the invoice, the release notes, the homepage, the
        database, the test suite, the user guide, the printer, the meeting room, the budget, the newsletter, the API docs, the
        backup, the coffee machine, the travel plan, the survey, the payment form, the search index, the sign-up flow, the
        landing page, the checkout, the password reset, the error logs, the parking permits, the mailing list, the logo"""),
    "issue": _split("""does not turn on, keeps crashing, makes a loud noise, shows a blank screen, will not charge, is leaking, has
        a broken handle, overheats, arrived damaged, lost its connection, prints blurry pages, freezes at startup, smells of
        smoke, is missing a part, stopped working, has a cracked screen, drains the battery, rejects my password"""),
    "condition": _split("asthma, a sprained ankle, migraine, flu, a broken arm, back pain, high blood pressure, a sore throat, an ear infection, diabetes, a skin rash, a knee injury, insomnia, anemia, bronchitis, tonsillitis"),
    "medicine": _split("ibuprofen, paracetamol, amoxicillin, aspirin, insulin, metformin, cetirizine, omeprazole, prednisone, lisinopril, naproxen, codeine"),
    "department": _split("sales, marketing, finance, engineering, human resources, support, legal, logistics, research, design, operations, cardiology, radiology, surgery, IT, procurement"),
    "subject": _split("mathematics, history, biology, chemistry, physics, geography, music, art history, economics, philosophy, computer science, linguistics, astronomy, creative writing, drama, statistics"),
    "genre": _split("jazz, rock, pop, folk, blues, techno, thriller, romance, fantasy, science fiction, comedy, drama, horror, mystery, biography, documentary, western, poetry"),
    "title_a": _split("Silent, Broken, Hidden, Last, Golden, Crimson, Distant, Burning, Empty, Frozen, Lost, Forgotten, Secret, Endless, Hollow, Bitter, Gentle, Wild, Quiet, Paper, Glass, Iron, Blue, Dark, Bright, Long"),
    "title_b": _split("River, Garden, House, Sea, Mountain, Letter, Mirror, Road Home, Winter, Summer, Night, Crown, Door, Window, Island, Bridge, Forest, Song, City, Clock, Storm, Orchard, Lighthouse, Shadow, Harbor, Map, Ocean, Key"),
    "carrier": _split("FedEx, UPS, GLS, DPD, Hermes, USPS, Royal Mail, PostNord, TNT, Chronopost, Evri, PostNL, Aramex, Purolator, Canada Post, Yamato"),
    "airline": _split("Lufthansa, KLM, Air France, Delta, United, Ryanair, easyJet, Emirates, Qantas, Iberia, Finnair, SAS, TAP, Swiss, ANA, Vueling, Wizz Air, British Airways"),
    "car": _split("Toyota Corolla, Honda Civic, Ford Focus, VW Golf, Fiat Panda, Renault Clio, Skoda Octavia, Volvo V60, BMW 320d, Audi A4, Tesla Model 3, Kia Ceed, Mazda 3, Seat Leon, Opel Astra, Nissan Leaf, Subaru Outback, Peugeot 208"),
    "team": _split("Tigers, Eagles, Lions, Sharks, Wolves, Bears, Rovers, United, Rangers, City, Hawks, Falcons, Panthers, Bulls, Comets, Wanderers, Stars, Knights, Giants, Dragons"),
    "sport": _split("football, basketball, tennis, hockey, handball, volleyball, rugby, cricket, baseball, badminton, water polo, table tennis"),
    "animal": _split("dog, cat, rabbit, hamster, parrot, pony, goldfish, turtle, ferret, canary, guinea pig, lizard"),
    "breed": _split("beagle, poodle, dachshund, siamese, persian, maine coon, terrier, husky, collie, boxer, angora, corgi, bengal, shepherd"),
    "language": _split("English, French, German, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Czech, Greek, Turkish, Arabic, Hebrew, Hindi, Japanese, Korean, Mandarin, Russian, Finnish, Swahili"),
    "amenity": _split("wifi, parking, a pool, breakfast, a gym, a sauna, air conditioning, a balcony, a kitchen, sea view, room service, a bar, a garden, laundry, a fireplace, an elevator"),
    "size": _split("XS, S, M, L, XL, XXL, 36, 38, 40, 42, 44"),
    "planname": _split("free, basic, starter, plus, pro, premium, business, team, trial, standard, enterprise"),
    "reason": _split("high cost, missing features, slow support, a move abroad, low usage, a new provider, budget cuts, technical problems"),
    "room": _split("single room, double room, suite, twin room, family room, penthouse, studio, dorm bed, deluxe room, sea-view room"),
    "noun": _split("""amount, anchor, badge, basket, batch, beacon, branch, bucket, buffer, cabin, channel, chapter, circuit, client,
        cluster, code, column, contact, counter, course, deck, delivery, depth, device, district, document, domain, driver,
        edition, engine, entry, factor, field, file, filter, folder, format, frame, gate, grade, group, guide, handle, height,
        host, index, input, item, journal, key, label, layer, leader, length, level, limit, line, link, location, lock, manager,
        marker, medium, member, menu, message, method, mode, model, module, name, network, node, note, number, object, office,
        option, origin, output, owner, package, page, panel, parcel, partner, path, pattern, payment, period, phase, place,
        plan, platform, player, point, policy, port, position, prize, process, profile, program, project, provider, quality,
        queue, quota, range, rank, rate, reason, record, region, report, request, resource, result, role, room, route, rule,
        sample, scale, scene, score, section, sector, segment, seller, sensor, series, server, service, shape, shift, signal,
        site, size, slot, source, speed, stage, station, status, step, stock, store, style, supplier, surface, symbol, system,
        table, tag, target, team, theme, ticket, tool, track, type, unit, user, vendor, version, vessel, view, volume, weight,
        wheel, winner, worker, zone, mentor, coach, tenant, landlord, judge, captain, nurse, sponsor, host, pilot, trainer"""),
    "adjective": _split("main, new, old, first, last, total, current, previous, next, primary, backup, local, default, final, minimum, maximum, average, initial, internal, public, daily, annual"),
    "filler": _split("""Thanks in advance, Please confirm, Let me know if anything changes, More details will follow, It was a busy
        week, The weather was lovely, Call me if you have questions, Best regards, See you soon, That is all for now, Sorry for the
        delay, As discussed, This was confirmed this morning, Everything else stays the same, Please keep this safe, Have a nice day,
        I hope this helps, Just a quick note, The rest is unchanged, We look forward to it, Nothing else to report, Good news,
        Here are the details, For your records, As agreed on the phone, Quick update, Hello, Hi all, Note for the file"""),
}  # fmt: skip

# For training only.
MORE_WORDS = {
    "job": """carpenter's helper, hairdresser, waiter, barista, truck driver, train driver, taxi driver, postman, clerk, cleaner,
        janitor, butcher, fisherman, forester, jeweller, watchmaker, optician, midwife, paramedic, psychologist, social worker,
        kindergarten teacher, professor, lecturer, researcher, chemist, physicist, geologist, statistician, data analyst, web
        developer, game designer, system administrator, network engineer, QA engineer, DevOps engineer, scrum master, business
        analyst, consultant, auditor, tax advisor, notary, judge, police officer, soldier, sailor, flight attendant, travel agent,
        hotel manager, event planner, copywriter, editor, actor, dancer, singer, sculptor, illustrator, fashion designer, interior
        designer, landscape gardener, bricklayer, tiler, glazier, locksmith, blacksmith, mason, surveyor, crane operator,
        machine operator, production manager, logistics manager, purchasing manager, account manager, customer advisor, recruiter""",
    "skill": """painting, drafting, typing, bargaining, mentoring, coaching, leadership, accounting, budgeting, event planning,
        market research, social media, web design, Kotlin, Swift, Ruby, PHP, Scala, Haskell, Perl, MATLAB, R, Figma, Blender, SAP,
        Git, Terraform, Ansible, GraphQL, Angular, Django, Spark, cloud computing, cyber security, robotics, 3D printing,
        carpentry, upholstery, bricklaying, sheet metal work, hairdressing, make-up, massage, nursing, child care, cooking for
        groups, cake decorating, wine tasting, bartending, driving, navigation, sailing, map reading, sign language, storytelling,
        acting, piano, violin, songwriting, proofreading, fact checking, fundraising, grant writing, crisis management, lifting""",
    "hobby": """knitting, gardening, baking, photography, skating, snowboarding, diving, kayaking, horse riding, golf, squash,
        badminton, bowling, darts, boxing, wrestling, pilates, meditation, jogging, geocaching, model trains, stamp collecting,
        coin collecting, sudoku, crossword puzzles, video games, role-playing games, magic tricks, juggling, stand-up comedy,
        theatre, opera, museums, cooking, wine, travelling, languages, blogging, podcasts, drumming, jazz, tango, salsa, hunting""",
    "food": """pears, plums, grapes, strawberries, blueberries, peaches, melons, avocados, kale, cabbage, leeks, celery, beetroot,
        radishes, broccoli, cauliflower, peppers, chili flakes, thyme, rosemary, oregano, cumin, paprika, saffron, maple syrup,
        brown sugar, cocoa, dark chocolate, baking powder, yeast, cornstarch, noodles, couscous, quinoa, barley, tortillas, ham,
        sausages, minced beef, lamb, pork chops, trout, tuna, shrimp, mussels, feta, mozzarella, parmesan, sour cream, buttermilk,
        peanut butter, jam, olives, capers, pickles, sesame, hazelnuts, cashews, dates, figs, limes, mint, coriander, turmeric""",
    "dish": """minestrone, onion soup, borscht, gazpacho, clam chowder, fried rice, spring rolls, sushi, miso soup, bibimbap, pho,
        green curry, dal, samosas, biryani, tikka masala, hummus, tabbouleh, moussaka, souvlaki, gnocchi, carbonara, pesto pasta,
        pizza, calzone, tiramisu, cheesecake, brownies, apple crumble, rice pudding, waffles, crepes, omelette, fish and chips,
        meatloaf, pulled pork, coleslaw, potato salad, burritos, enchiladas, nachos, guacamole, ceviche, empanadas, couscous salad,
        lamb stew, roast chicken, stuffed peppers, cauliflower soup, beetroot salad, plum cake, strudel, schnitzel, pierogi""",
    "product": """lamp, chair, table, armchair, wardrobe, carpet, curtain, vase, mirror, clock, radio, record player, television,
        game console, joystick, mouse, charger, drone, telescope, binoculars, calculator, notebook, fountain pen, briefcase,
        suitcase, handbag, wallet, belt, watch, sunglasses, jacket, sweater, shirt, dress, skirt, jeans, sneakers, sandals, hat,
        gloves, scarf, toothbrush, shaver, iron, sewing machine, mixer, juicer, kettle grill, coffee maker, toaster oven, wok,
        knife, cutting board, lunch box, thermos, cooler, grill, fire pit, hammock, deck chair, parasol, wheelbarrow, rake, saw,
        wrench, toolbox, workbench, heater, fan, air purifier, humidifier, thermostat, doorbell, smoke detector, lock, safe,
        kayak, surfboard, skateboard, snowboard, treadmill, rowing machine, football, racket, piano, violin, drum kit, amplifier""",
    "goods": """shirts, jackets, trousers, boots, hats, belts, bags, watches, rings, necklaces, sofas, beds, desks, shelves,
        mirrors, rugs, curtains, blankets, mattresses, pots, pans, knives, glasses, cups, trays, baskets, boxes, crates, barrels,
        buckets, brooms, hammers, drills, saws, pliers, ropes, chains, locks, keys, pipes, valves, pumps, fans, heaters, tents,
        lanterns, backpacks, bikes, helmets, balls, rackets, puzzles, dolls, board games, magazines, notepads, calendars, stamps,
        rolls of tape, sheets of paper, packs of tea, bags of rice, cans of soup, bars of soap, jars of honey, tubs of ice cream,
        loaves of bread, apples, melons, eggs, donuts, pretzels, waffles, wraps, tacos, smoothies, beers, bottles of wine""",
    "color": """crimson, scarlet, maroon, coral, salmon pink, peach, apricot, amber, lemon yellow, lime green, emerald, jade, moss
        green, bottle green, aquamarine, cyan, azure, cobalt blue, royal blue, indigo, lavender, lilac, plum, magenta, fuchsia,
        khaki, sand, tan, chestnut, chocolate brown, bronze, slate grey, ash grey, pearl white, jet black, anthracite, rust red""",
    "material": """bamboo, cork, brass, bronze, concrete, marble, granite, slate, clay, porcelain, silk, velvet, denim, fleece,
        nylon, rubber, carbon fibre, titanium, cherry wood, walnut wood, birch plywood, recycled plastic, tin, wax, felt""",
    "topic": """the merger, the strike, the new logo, the office party, the tax audit, the product launch, the complaint, the
        timetable, the heating, parking, recruitment, the trade fair, the exhibition, quality control, working hours, holidays,
        the election, insurance, the lease, the renovation, the school trip, homework, the wedding, the menu, the concert hall,
        delivery times, the supplier, the price list, the prototype, test results, accessibility, data protection, the backup plan,
        the server outage, sprint planning, the user interviews, the research grant, recycling, the energy bill, the fire drill""",
    "task_verb": """fix, paint, install, remove, compare, measure, count, collect, deliver, return, scan, upload, download, copy,
        rename, publish, present, discuss, approve, sign, renew, cancel, confirm, proofread, polish, reorganize, sort, pack, unpack,
        water, sweep, wash, iron, mount, calibrate, lubricate, inspect, label, back up, rewrite, summarize, plan, announce, pick up""",
    "task_object": """the poster, the brochure, the price list, the sales figures, the address list, the guest list, the seating
        plan, the fire alarm, the heating, the air filter, the projector, the router, the server room, the dashboard, the settings
        page, the navigation menu, the unit tests, the build script, the installer, the style guide, the glossary, the press
        release, the speech, the flyers, the name tags, the lunch order, the flowers, the plants, the windows, the kitchen, the
        fridge, the storage room, the parking lot, the company car, the bike shed, the safety rules, the first aid kit, the
        expense report, the tax return, the insurance form, the job ad, the interview questions, the training plan, the roster""",
    "issue": """makes strange noises, does not charge, will not start, has a dead battery, loses its settings, gets too hot, does not
        connect to the network, restarts all the time, has scratches, is the wrong color, is too loud, does not fit, flickers,
        smells strange, is stuck, has a loose cable, shows an error, cannot be opened, drips, vibrates, came without a manual,
        does not print, keeps beeping, turns itself off, has no sound, is torn, is bent, does not close, leaks oil, runs too slowly""",
    "condition": """pneumonia, hay fever, measles, a burn, a concussion, gastritis, arthritis, eczema, a cold, a cough, a fever,
        vertigo, a broken wrist, a dislocated shoulder, food poisoning, a toothache, tinnitus, gout, shingles, a stomach ache""",
    "medicine": """diclofenac, penicillin, morphine, loratadine, ramipril, simvastatin, bisoprolol, cortisone, antihistamine, doxycycline""",
    "amenity": """a terrace, a dishwasher, a washing machine, a microwave, bike storage, a lift, a garage, floor heating, cable TV, a
        playground, a cellar, a desk, a minibar, a hot tub, a safe, free coffee, late check-out, heated seats, cruise control, a
        sunroof, a tow bar, a rear camera, a roof rack, navigation, winter tires, alloy wheels, tinted windows""",
    "reason": """poor quality, a lack of time, a new job, illness, too many bugs, bad service, a price increase, personal reasons,
        a merger, the end of the project, better offers, privacy concerns, slow delivery, a change of plans""",
    "room": """quiet room, corner suite, room with a balcony, attic room, ground-floor room, junior suite, bungalow, garden room,
        executive room, room with two beds, apartment, cabin, smoking room, accessible room""",
    "department": """accounting, purchasing, quality, production, customer service, security, public relations, training, pediatrics,
        neurology, oncology, radiotherapy, emergency care, orthopedics, dermatology, maintenance, warehouse, catering""",
    "subject": """French, German, Latin, literature, sociology, psychology, law, medicine, engineering, architecture, design, sports,
        religion, ethics, politics, business, marketing, algebra, geometry, botany, zoology, geology, robotics, film studies""",
    "genre": "soul, funk, reggae, punk, metal, opera, swing, gospel, ambient, satire, adventure, crime, memoir, fairy tale, war, noir",
    "cuisine": "Russian, Polish, Hungarian, Austrian, Swiss, Portuguese, Cuban, Brazilian, Caribbean, Persian, Syrian, Indonesian, Malaysian, Filipino, Nepalese, Georgian",
    "company_a": """Silverline, Northstar, Blue Harbor, Greenfield, Stonegate, Clearwater, Ironwood, Sunridge, Maplewood, Kingsley,
        Brookfield, Ashford, Highpoint, Crestview, Riverside, Seaside, Moonlight, Evergreen, Cornerstone, Keystone, Milestone,
        Wildflower, Hummingbird, Kingfisher, Polar, Arctic, Tropic, Metro, Urban, Global, United, First, Prime, Swift, Rapid""",
    "company_b": """Works, Industries, Services, Trading, Transport, Electric, Paper, Steel, Glass, Chemicals, Pharma, Telecom,
        Networks, Games, Pictures, Press, Publishing, Records, Fashion, Shoes, Jewels, Wines, Coffee, Chocolates, Farms, Seeds,
        Gardens, Homes, Estates, Capital, Finance, Advisors, Legal, Academy, Institute, Clinic, Airlines, Shipping, & Co, AG, SA""",
    "event_a": """Autumn Jazz, Science Fiction, Fashion, Coffee, Chocolate, Beer, Bread, Flower, Lake, River, Mountain, Village, Night,
        Midnight, Sunrise, Winter Light, Puppet, Magic, Circus, Robot, Drone, Gaming, Yoga, Running, Cycling, Sailing, Ski""",
    "event_b": "Convention, Congress, Seminar, Retreat, Party, Ball, Auction, Contest, Championship, Cup, Tour, Walk, Run, Regatta, Picnic, Bazaar",
    "venue_b": "Palace, Castle, Tower, Bridge, Market Hall, Factory, Studio, School, University, Cinema, Cafe, Garden, Harbor, Station, Tent, Sports Hall",
    "title_a": "Ancient, Sleeping, Dancing, Falling, Rising, Crooked, Patient, Brave, Lonely, Restless, Silver, Scarlet, Winding, Painted, Whispering, Northern, Stolen, Borrowed, Seventh, Second",
    "title_b": "Tree, Bird, Horse, Boat, Train, Stair, Key, Ring, Lantern, Valley, Desert, Field, Village, Kingdom, Stranger, Daughter, Brother, Teacher, Promise, Memory, Dream, Secret, Journey, Garden Wall, Rain, Snow, Fire, Stone",
    "brandname": "Meridiana, Polaris, Sirius, Helios, Apollo, Hermes, Zenith, Vortex, Matrix, Pixel, Sonic, Turbo, Alpha, Bravo, Delta, Sierra, Tango, Kodiak, Lynx, Puma, Cobra, Heron, Osprey, Condor, Marlin, Coral, Basalt, Flint, Amber, Topaz, Garnet",
    "street_a": "Linden, Poplar, Hazel, Ivy, Laurel, Olive, Cherry, Apple, Plum, Mill Pond, Brook, Canal, Harbour, Beach, Cliff, Valley, Summit, Sunrise, Liberty, Union, Franklin Park, Museum, School, College, Hospital, Theatre, Railway, Factory, Potter, Weaver",
    "carrier": "FastPost, BlueVan, CargoLine, SwiftParcel, NordPost, Postino, ParcelJet, Correos, La Poste, Swiss Post, An Post, OnTrac, Yodel, Colissimo, Packeta, InPost",
    "airline": "Air Canada, American Airlines, Alaska Airlines, Norwegian, Aegean, Turkish Airlines, Qatar Airways, Etihad, Air India, JetBlue, Eurowings, Condor, Brussels Airlines, Icelandair, LOT, Aer Lingus",
    "car": "Citroen C3, Dacia Duster, Hyundai i20, Suzuki Swift, Mini Cooper, Jeep Renegade, Volvo XC60, Audi Q3, BMW X1, Mercedes C 200, Porsche Macan, Ford Fiesta, Honda Jazz, Toyota Yaris, VW Passat, Skoda Fabia, Fiat 500, Tesla Model Y, Kia Niro, Chevrolet Spark",
    "team": "Pirates, Vikings, Titans, Spartans, Warriors, Raiders, Foxes, Owls, Ravens, Cardinals, Dolphins, Badgers, Bisons, Cobras, Storm, Thunder, Blaze, Athletic, Albion, Town, Rockets, Jets",
    "sport": "lacrosse, softball, water polo, floorball, curling, squash, ice hockey, field hockey, futsal, beach volleyball, netball, polo",
    "planname": "bronze, silver, gold, platinum, lite, advanced, ultimate, family, solo, student, max, core, growth, scale, essential",
    "noun": """access, account, address book, agent, alarm, album, archive, area, article, asset, badge number, balance, band, bank,
        barrier, benefit, board, bonus, border, bottle, building, button, calendar, camera, candidate, card, cause, center, chain,
        chair, charge, chart, chief, choice, city code, claim, class, cleaner, clerk, color, comment, committee, condition, control,
        cook, copy, corner, country, cover, crew, customer, cycle, dealer, degree, design, desk, detail, director, doctor, door,
        draft, editor, effect, employee, end, error, event, expert, export, extra, feature, fee, figure, finish, floor, force, form,
        friend, fund, goal, ground, guard, guest, hall, head, help, holder, house, image, import, incident, inspector, issue, job,
        judge name, kitchen, lamp, language, launch, lawyer, lender, lesson, library, load, machine, mail, market, master, match,
        material, matter, meal, meeting, metal, meter, mission, motor, museum, neighbor, news, nickname, offer, operator, order, part,
        party, pass, passenger, password hint, peak, photo, plant, plate, pocket, power, president, price, printer, problem,
        product, proof, purpose, question, reader, receiver, recipe, referee, reserve, return, reward, ring, risk, river, road, rock,
        safety, scheme, school, screen, season, seat, secretary, sender, session, share, shelf, ship, shop, sign, singer, sister,
        skill, space, speaker, sponsor name, sport, spot, square, staff, star, start, story, street, student, subject, summary,
        support, switch, task, teacher, term, test, time, title, topic, town, toy, trade, train, trip, truck, update, valley, value,
        visit, voice, wall, warehouse, watch, water, week, window, word, work, writer, yard""",
    "adjective": "active, real, true, full, empty, short, long, high, low, inner, outer, left, right, upper, lower, front, rear, late, early, future, former, official, private, secret, special, standard, extra, spare, big, small",
    "note": """Thank you, Many thanks, All the best, Talk soon, Please reply, No further questions, More tomorrow, Take care, Enjoy
        your day, Please forward this, Nothing urgent, Have a look, Just so you know, As always, It is raining today, What a day, I am
        in a hurry, Greetings from the office, Sorry for the trouble, Please print this, The meeting room is cold, Read carefully,
        End of message, This is all we know, Here we go, One more thing, To be continued, Please check, Good evening, Dear all""",
}  # fmt: skip
for _name, _more in MORE_WORDS.items():
    WORDS.setdefault(_name, Words([])).extend(" ".join(_more.split()).split(","))
