//! Sweden's 290 municipalities and 21 counties by their official codes (Statistics Sweden, in force since 2007-01-01). The first two
//! digits of a municipality's code are its county's.

/// A county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct County {
    /// Two digits.
    pub code: &'static str,
    /// Official name: `Skåne län`.
    pub name: &'static str,
}

/// A municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Four digits.
    pub code: &'static str,
    /// Name without the word for municipality: `Malmö`.
    pub name: &'static str,
}

impl Municipality {
    /// The county it lies in.
    pub fn county(&self) -> County {
        let found = COUNTIES
            .iter()
            .find(|county| self.code.starts_with(county.code));
        *found.expect("every municipality's code begins with a county's: see the test")
    }
}

impl County {
    /// `Skåne` for `Skåne län`, `Stockholm` for `Stockholms län`: short, for cards and filters.
    pub fn short_name(&self) -> &'static str {
        // No county's own name ends in s.
        self.name.trim_end_matches(" län").trim_end_matches('s')
    }

    /// Its municipalities, by name in Swedish order.
    pub fn municipalities(&self) -> Vec<Municipality> {
        let mut inside: Vec<_> = MUNICIPALITIES
            .iter()
            .copied()
            .filter(|municipality| municipality.code.starts_with(self.code))
            .collect();
        inside.sort_by_key(|municipality| swedish_order(municipality.name));
        inside
    }
}

/// The municipality with this code.
pub fn find(code: &str) -> Option<Municipality> {
    MUNICIPALITIES
        .iter()
        .copied()
        .find(|municipality| municipality.code == code)
}

/// The county with this two-digit code.
pub fn county(code: &str) -> Option<County> {
    COUNTIES.iter().copied().find(|county| county.code == code)
}

/// A key that sorts names in Swedish order: Å, Ä and Ö after Z.
pub fn swedish_order(name: &str) -> String {
    let lower = name.to_lowercase();
    lower
        .chars()
        .map(|letter| match letter {
            'å' => '{',
            'ä' => '|',
            'ö' => '}',
            other => other,
        })
        .collect()
}

/// All counties, by code.
pub const COUNTIES: [County; 21] = [
    County {
        code: "01",
        name: "Stockholms län",
    },
    County {
        code: "03",
        name: "Uppsala län",
    },
    County {
        code: "04",
        name: "Södermanlands län",
    },
    County {
        code: "05",
        name: "Östergötlands län",
    },
    County {
        code: "06",
        name: "Jönköpings län",
    },
    County {
        code: "07",
        name: "Kronobergs län",
    },
    County {
        code: "08",
        name: "Kalmar län",
    },
    County {
        code: "09",
        name: "Gotlands län",
    },
    County {
        code: "10",
        name: "Blekinge län",
    },
    County {
        code: "12",
        name: "Skåne län",
    },
    County {
        code: "13",
        name: "Hallands län",
    },
    County {
        code: "14",
        name: "Västra Götalands län",
    },
    County {
        code: "17",
        name: "Värmlands län",
    },
    County {
        code: "18",
        name: "Örebro län",
    },
    County {
        code: "19",
        name: "Västmanlands län",
    },
    County {
        code: "20",
        name: "Dalarnas län",
    },
    County {
        code: "21",
        name: "Gävleborgs län",
    },
    County {
        code: "22",
        name: "Västernorrlands län",
    },
    County {
        code: "23",
        name: "Jämtlands län",
    },
    County {
        code: "24",
        name: "Västerbottens län",
    },
    County {
        code: "25",
        name: "Norrbottens län",
    },
];

/// All municipalities, by code.
pub const MUNICIPALITIES: [Municipality; 290] = [
    at("0114", "Upplands Väsby"),
    at("0115", "Vallentuna"),
    at("0117", "Österåker"),
    at("0120", "Värmdö"),
    at("0123", "Järfälla"),
    at("0125", "Ekerö"),
    at("0126", "Huddinge"),
    at("0127", "Botkyrka"),
    at("0128", "Salem"),
    at("0136", "Haninge"),
    at("0138", "Tyresö"),
    at("0139", "Upplands-Bro"),
    at("0140", "Nykvarn"),
    at("0160", "Täby"),
    at("0162", "Danderyd"),
    at("0163", "Sollentuna"),
    at("0180", "Stockholm"),
    at("0181", "Södertälje"),
    at("0182", "Nacka"),
    at("0183", "Sundbyberg"),
    at("0184", "Solna"),
    at("0186", "Lidingö"),
    at("0187", "Vaxholm"),
    at("0188", "Norrtälje"),
    at("0191", "Sigtuna"),
    at("0192", "Nynäshamn"),
    at("0305", "Håbo"),
    at("0319", "Älvkarleby"),
    at("0330", "Knivsta"),
    at("0331", "Heby"),
    at("0360", "Tierp"),
    at("0380", "Uppsala"),
    at("0381", "Enköping"),
    at("0382", "Östhammar"),
    at("0428", "Vingåker"),
    at("0461", "Gnesta"),
    at("0480", "Nyköping"),
    at("0481", "Oxelösund"),
    at("0482", "Flen"),
    at("0483", "Katrineholm"),
    at("0484", "Eskilstuna"),
    at("0486", "Strängnäs"),
    at("0488", "Trosa"),
    at("0509", "Ödeshög"),
    at("0512", "Ydre"),
    at("0513", "Kinda"),
    at("0560", "Boxholm"),
    at("0561", "Åtvidaberg"),
    at("0562", "Finspång"),
    at("0563", "Valdemarsvik"),
    at("0580", "Linköping"),
    at("0581", "Norrköping"),
    at("0582", "Söderköping"),
    at("0583", "Motala"),
    at("0584", "Vadstena"),
    at("0586", "Mjölby"),
    at("0604", "Aneby"),
    at("0617", "Gnosjö"),
    at("0642", "Mullsjö"),
    at("0643", "Habo"),
    at("0662", "Gislaved"),
    at("0665", "Vaggeryd"),
    at("0680", "Jönköping"),
    at("0682", "Nässjö"),
    at("0683", "Värnamo"),
    at("0684", "Sävsjö"),
    at("0685", "Vetlanda"),
    at("0686", "Eksjö"),
    at("0687", "Tranås"),
    at("0760", "Uppvidinge"),
    at("0761", "Lessebo"),
    at("0763", "Tingsryd"),
    at("0764", "Alvesta"),
    at("0765", "Älmhult"),
    at("0767", "Markaryd"),
    at("0780", "Växjö"),
    at("0781", "Ljungby"),
    at("0821", "Högsby"),
    at("0834", "Torsås"),
    at("0840", "Mörbylånga"),
    at("0860", "Hultsfred"),
    at("0861", "Mönsterås"),
    at("0862", "Emmaboda"),
    at("0880", "Kalmar"),
    at("0881", "Nybro"),
    at("0882", "Oskarshamn"),
    at("0883", "Västervik"),
    at("0884", "Vimmerby"),
    at("0885", "Borgholm"),
    at("0980", "Gotland"),
    at("1060", "Olofström"),
    at("1080", "Karlskrona"),
    at("1081", "Ronneby"),
    at("1082", "Karlshamn"),
    at("1083", "Sölvesborg"),
    at("1214", "Svalöv"),
    at("1230", "Staffanstorp"),
    at("1231", "Burlöv"),
    at("1233", "Vellinge"),
    at("1256", "Östra Göinge"),
    at("1257", "Örkelljunga"),
    at("1260", "Bjuv"),
    at("1261", "Kävlinge"),
    at("1262", "Lomma"),
    at("1263", "Svedala"),
    at("1264", "Skurup"),
    at("1265", "Sjöbo"),
    at("1266", "Hörby"),
    at("1267", "Höör"),
    at("1270", "Tomelilla"),
    at("1272", "Bromölla"),
    at("1273", "Osby"),
    at("1275", "Perstorp"),
    at("1276", "Klippan"),
    at("1277", "Åstorp"),
    at("1278", "Båstad"),
    at("1280", "Malmö"),
    at("1281", "Lund"),
    at("1282", "Landskrona"),
    at("1283", "Helsingborg"),
    at("1284", "Höganäs"),
    at("1285", "Eslöv"),
    at("1286", "Ystad"),
    at("1287", "Trelleborg"),
    at("1290", "Kristianstad"),
    at("1291", "Simrishamn"),
    at("1292", "Ängelholm"),
    at("1293", "Hässleholm"),
    at("1315", "Hylte"),
    at("1380", "Halmstad"),
    at("1381", "Laholm"),
    at("1382", "Falkenberg"),
    at("1383", "Varberg"),
    at("1384", "Kungsbacka"),
    at("1401", "Härryda"),
    at("1402", "Partille"),
    at("1407", "Öckerö"),
    at("1415", "Stenungsund"),
    at("1419", "Tjörn"),
    at("1421", "Orust"),
    at("1427", "Sotenäs"),
    at("1430", "Munkedal"),
    at("1435", "Tanum"),
    at("1438", "Dals-Ed"),
    at("1439", "Färgelanda"),
    at("1440", "Ale"),
    at("1441", "Lerum"),
    at("1442", "Vårgårda"),
    at("1443", "Bollebygd"),
    at("1444", "Grästorp"),
    at("1445", "Essunga"),
    at("1446", "Karlsborg"),
    at("1447", "Gullspång"),
    at("1452", "Tranemo"),
    at("1460", "Bengtsfors"),
    at("1461", "Mellerud"),
    at("1462", "Lilla Edet"),
    at("1463", "Mark"),
    at("1465", "Svenljunga"),
    at("1466", "Herrljunga"),
    at("1470", "Vara"),
    at("1471", "Götene"),
    at("1472", "Tibro"),
    at("1473", "Töreboda"),
    at("1480", "Göteborg"),
    at("1481", "Mölndal"),
    at("1482", "Kungälv"),
    at("1484", "Lysekil"),
    at("1485", "Uddevalla"),
    at("1486", "Strömstad"),
    at("1487", "Vänersborg"),
    at("1488", "Trollhättan"),
    at("1489", "Alingsås"),
    at("1490", "Borås"),
    at("1491", "Ulricehamn"),
    at("1492", "Åmål"),
    at("1493", "Mariestad"),
    at("1494", "Lidköping"),
    at("1495", "Skara"),
    at("1496", "Skövde"),
    at("1497", "Hjo"),
    at("1498", "Tidaholm"),
    at("1499", "Falköping"),
    at("1715", "Kil"),
    at("1730", "Eda"),
    at("1737", "Torsby"),
    at("1760", "Storfors"),
    at("1761", "Hammarö"),
    at("1762", "Munkfors"),
    at("1763", "Forshaga"),
    at("1764", "Grums"),
    at("1765", "Årjäng"),
    at("1766", "Sunne"),
    at("1780", "Karlstad"),
    at("1781", "Kristinehamn"),
    at("1782", "Filipstad"),
    at("1783", "Hagfors"),
    at("1784", "Arvika"),
    at("1785", "Säffle"),
    at("1814", "Lekeberg"),
    at("1860", "Laxå"),
    at("1861", "Hallsberg"),
    at("1862", "Degerfors"),
    at("1863", "Hällefors"),
    at("1864", "Ljusnarsberg"),
    at("1880", "Örebro"),
    at("1881", "Kumla"),
    at("1882", "Askersund"),
    at("1883", "Karlskoga"),
    at("1884", "Nora"),
    at("1885", "Lindesberg"),
    at("1904", "Skinnskatteberg"),
    at("1907", "Surahammar"),
    at("1960", "Kungsör"),
    at("1961", "Hallstahammar"),
    at("1962", "Norberg"),
    at("1980", "Västerås"),
    at("1981", "Sala"),
    at("1982", "Fagersta"),
    at("1983", "Köping"),
    at("1984", "Arboga"),
    at("2021", "Vansbro"),
    at("2023", "Malung-Sälen"),
    at("2026", "Gagnef"),
    at("2029", "Leksand"),
    at("2031", "Rättvik"),
    at("2034", "Orsa"),
    at("2039", "Älvdalen"),
    at("2061", "Smedjebacken"),
    at("2062", "Mora"),
    at("2080", "Falun"),
    at("2081", "Borlänge"),
    at("2082", "Säter"),
    at("2083", "Hedemora"),
    at("2084", "Avesta"),
    at("2085", "Ludvika"),
    at("2101", "Ockelbo"),
    at("2104", "Hofors"),
    at("2121", "Ovanåker"),
    at("2132", "Nordanstig"),
    at("2161", "Ljusdal"),
    at("2180", "Gävle"),
    at("2181", "Sandviken"),
    at("2182", "Söderhamn"),
    at("2183", "Bollnäs"),
    at("2184", "Hudiksvall"),
    at("2260", "Ånge"),
    at("2262", "Timrå"),
    at("2280", "Härnösand"),
    at("2281", "Sundsvall"),
    at("2282", "Kramfors"),
    at("2283", "Sollefteå"),
    at("2284", "Örnsköldsvik"),
    at("2303", "Ragunda"),
    at("2305", "Bräcke"),
    at("2309", "Krokom"),
    at("2313", "Strömsund"),
    at("2321", "Åre"),
    at("2326", "Berg"),
    at("2361", "Härjedalen"),
    at("2380", "Östersund"),
    at("2401", "Nordmaling"),
    at("2403", "Bjurholm"),
    at("2404", "Vindeln"),
    at("2409", "Robertsfors"),
    at("2417", "Norsjö"),
    at("2418", "Malå"),
    at("2421", "Storuman"),
    at("2422", "Sorsele"),
    at("2425", "Dorotea"),
    at("2460", "Vännäs"),
    at("2462", "Vilhelmina"),
    at("2463", "Åsele"),
    at("2480", "Umeå"),
    at("2481", "Lycksele"),
    at("2482", "Skellefteå"),
    at("2505", "Arvidsjaur"),
    at("2506", "Arjeplog"),
    at("2510", "Jokkmokk"),
    at("2513", "Överkalix"),
    at("2514", "Kalix"),
    at("2518", "Övertorneå"),
    at("2521", "Pajala"),
    at("2523", "Gällivare"),
    at("2560", "Älvsbyn"),
    at("2580", "Luleå"),
    at("2581", "Piteå"),
    at("2582", "Boden"),
    at("2583", "Haparanda"),
    at("2584", "Kiruna"),
];

const fn at(code: &'static str, name: &'static str) -> Municipality {
    Municipality { code, name }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_is_whole() {
        let codes: HashSet<_> = MUNICIPALITIES.iter().map(|one| one.code).collect();
        let names: HashSet<_> = MUNICIPALITIES.iter().map(|one| one.name).collect();
        assert_eq!((codes.len(), names.len()), (290, 290));
        assert!(MUNICIPALITIES.is_sorted_by_key(|one| one.code));
        // How many each county has, in the order of the counties' codes.
        let counts = COUNTIES.map(|county| county.municipalities().len());
        assert_eq!(
            counts,
            [
                26, 8, 9, 13, 13, 8, 12, 1, 5, 33, 6, 49, 16, 12, 10, 15, 10, 7, 8, 15, 14
            ]
        );
    }

    #[test]
    fn a_code_tells_place_and_county() {
        let malmo = find("1280").expect("Malmö");
        assert_eq!(
            (malmo.name, malmo.county().name, malmo.county().short_name()),
            ("Malmö", "Skåne län", "Skåne")
        );
        assert_eq!(
            find("1480").map(|one| one.county().short_name()),
            Some("Västra Götaland")
        );
        assert_eq!(
            find("0180").map(|one| one.county().short_name()),
            Some("Stockholm")
        );
        assert_eq!(
            find("2380").map(|one| one.county().short_name()),
            Some("Jämtland")
        );
        assert_eq!(find("0000"), None);
    }

    #[test]
    fn places_are_listed_in_swedish_order() {
        let skane = county("12").expect("Skåne").municipalities();
        let last: Vec<_> = skane.iter().rev().take(4).map(|one| one.name).collect();
        assert_eq!(last, ["Östra Göinge", "Örkelljunga", "Ängelholm", "Åstorp"]);
    }
}
