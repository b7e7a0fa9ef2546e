//! Poems.

use super::Entry;

const fn poem(
    title: &'static str,
    language: &'static str,
    credits: &'static str,
    text: &'static str,
) -> Entry {
    Entry {
        title,
        text,
        language,
        credits,
        category: "poem",
        made: &[],
        featured: 0,
    }
}

/// Poems.
pub const ENTRIES: &[Entry] = &[
    poem(
        "Två sekunder",
        "sv",
        "Mellanraden",
        "Det finns en tystnad efter frågan.\nAlla hör den.\nDen är ungefär två sekunder lång\noch i den får det plats\nhela min mormor,\nfotbollsskorna i hallen,\nen låt jag inte har skrivit än\noch Elif som tittar på mig\nsom om svaret redan var roligt.\n\nNej, säger jag.\n\nDet var inte svårare än så.\nDet var precis så svårt.",
    ),
    poem(
        "Small print",
        "en",
        "Footnote",
        "The letters at the bottom of the advert\nare very small.\nI think they are shy.\n\nI bent down and asked them their names.\nOne was called Terms.\nOne was called May Vary.\nOne of them just whispered:\nI am only here because they had to.\n\nI took that one home.\nI am teaching it to shout.",
    ),
    poem(
        "Grammatik",
        "sv",
        "Verbet och Pluralis",
        "Jag nejar.\nDu nejar.\nHen nejar på väg till bussen.\n\nVi nejar i kör.\nNi nejar, fast ni först tänkte kanske.\nDe nejar inte än,\nmen de står där\noch lyssnar på hur det låter.",
    ),
    poem(
        "Inventory, Thursday",
        "en",
        "Pocket",
        "In my pockets:\none bus card,\none stone shaped like Norway,\na note that says call dad about the thing,\nhalf a pencil,\n\nnothing that owns me.",
    ),
    poem(
        "Reklambyrån har möte",
        "sv",
        "Tredje bänkraden",
        "De satt runt ett bord av glas\noch letade efter oss.\nHur pratar de? sa någon.\nVad rimmar på frihet? sa en annan.\n\nDe provade med färger.\nDe provade med ordet fräsch.\nDe provade med en kille på skateboard\nsom aldrig ramlar.\n\nUnder tiden satt vi i korridoren\noch delade på ett par hörlurar.\nVi ramlade hela tiden.\nVi var inte borta.",
    ),
    poem(
        "How to leave",
        "en",
        "Around the Corner",
        "First, look at your phone\nas if it were your grandmother.\nSay: sorry, I have to take this.\nWalk.\n\nRound the corner, put it away.\nBreathe out.\n\nYou will find three others standing there,\ntalking to their grandmothers.",
    ),
    poem(
        "En vanlig tisdag",
        "sv",
        "Pappersvikaren",
        "Mormor slutade en tisdag 1987.\nHon säger inte så mycket om det.\nHon säger: det var en vanlig tisdag.\nJag diskade. Det snöade lite.\n\nSen visar hon mig\nhur man viker en svala av papper\nså att den flyger\nända ner till brevlådorna.",
    ),
    poem(
        "Price question",
        "en",
        "Maths, third period",
        "The first one is free, he said.\n\nI asked what the last one costs.\n\nHe had to go\nand ask somebody.",
    ),
    poem(
        "Saker som får plats i en paus",
        "sv",
        "Klockan 10.20",
        "Ett hopprep, om man är snabb.\nTre fjärdedelar av en hemlighet.\nEn hel match, om båda lagen fuskar.\nAtt bli osams. Att bli sams.\nSolen, om man står vid cykelstället.\n\nDet blev inget över.\nVi kollade.",
    ),
];
