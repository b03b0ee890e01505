namespace Rowgate.Server.Sample;

/// <summary>The words that the sample's names and texts are put together from.</summary>
internal static class SampleWords
{
    public static readonly string[] FirstNames =
    [
        "Ada", "Amir", "Ana", "Aylin", "Ben", "Chidi", "Chloé", "Dmitri", "Elif", "Emma", "Farah", "Felix", "Grace", "Hana",
        "Hugo", "Ines", "Ivan", "Jana", "João", "Kai", "Lena", "Liam", "Lucía", "Mateo", "Maya", "Mei", "Nadia", "Noah",
        "Olga", "Omar", "Paula", "Quentin", "Ravi", "Rosa", "Samira", "Sofia", "Tariq", "Tomás", "Uma", "Viktor", "Wei",
        "Yara", "Yuki", "Zoë",
    ];

    public static readonly string[] LastNames =
    [
        "Adeyemi", "Andersson", "Bauer", "Bianchi", "Brown", "Chen", "Cohen", "Diallo", "Dubois", "Eriksen", "Fernández",
        "Garcia", "Haddad", "Hansen", "Ivanova", "Jansen", "Kaya", "Kim", "Kowalski", "Larsen", "Lopez", "Martin", "Meyer",
        "Moreau", "Müller", "Nakamura", "Nguyen", "Novák", "O'Brien", "Okafor", "Patel", "Petrov", "Rossi", "Santos",
        "Schmidt", "Silva", "Singh", "Smith", "Tanaka", "Virtanen", "Weber", "Williams", "Yılmaz", "Zhang",
    ];

    public static readonly (string City, string Country)[] Cities =
    [
        ("Amsterdam", "NL"), ("Ankara", "TR"), ("Athens", "GR"), ("Berlin", "DE"), ("Boston", "US"), ("Brussels", "BE"),
        ("Dakar", "SN"), ("Dublin", "IE"), ("Hamburg", "DE"), ("Helsinki", "FI"), ("Kyoto", "JP"), ("Lagos", "NG"),
        ("Lisbon", "PT"), ("London", "GB"), ("Lyon", "FR"), ("Madrid", "ES"), ("Milan", "IT"), ("Mumbai", "IN"),
        ("Oslo", "NO"), ("Paris", "FR"), ("Porto", "PT"), ("Prague", "CZ"), ("São Paulo", "BR"), ("Seoul", "KR"),
        ("Toronto", "CA"), ("Vienna", "AT"), ("Warsaw", "PL"), ("Zürich", "CH"),
    ];

    // Each top category with those below it.
    public static readonly (string Name, string[] Children)[] Categories =
    [
        ("Kitchen", ["Coffee", "Cookware", "Knives", "Tableware"]),
        ("Garden", ["Tools", "Seeds", "Pots"]),
        ("Office", ["Desks", "Lamps", "Notebooks", "Pens"]),
        ("Outdoors", ["Camping", "Cycling", "Hiking"]),
        ("Home", ["Blankets", "Candles", "Storage"]),
        ("Gifts", []),
    ];

    public static readonly string[] Materials =
        ["Ash", "Bamboo", "Brass", "Ceramic", "Copper", "Cork", "Cotton", "Enamel", "Glass", "Iron", "Leather", "Linen", "Oak", "Steel", "Walnut", "Wool"];

    public static readonly string[] Things =
    [
        "Backpack", "Basket", "Blanket", "Bottle", "Bowl", "Box", "Candle", "Chair", "Cup", "Desk Lamp", "Grinder", "Hook",
        "Kettle", "Knife", "Lantern", "Mug", "Notebook", "Pan", "Pen", "Planter", "Plate", "Shelf", "Spade", "Spoon", "Stool",
        "Tent", "Tray", "Vase", "Watering Can",
    ];

    public static readonly string[] Colors = ["black", "blue", "green", "grey", "natural", "red", "sand", "white", "yellow"];

    public static readonly string[] Titles = ["Buyer", "Clerk", "Packer", "Support", "Driver", "Accountant"];

    public static readonly string[] Notes =
        ["Please ring twice", "Gift: no invoice in the parcel", "Leave with the neighbour", "Deliver after 17:00", "Fragile!"];

    public static readonly string[] Praise =
        ["Lovely.", "Exactly as described.", "Would buy again.", "Arrived quickly and well packed.", "My favourite so far.", "Makes a fine gift."];

    public static readonly string[] Complaints =
        ["Smaller than I thought.", "The colour is off.", "Arrived late.", "Scratched at the edge.", "Not worth the price."];
}
