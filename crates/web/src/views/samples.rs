//! Cards and assets for the samples of pages. Their pictures are drawn by the `samples` example at
//! `/m/sample/{n}-{width}.webp`.

use super::{
    AssetView, CaptionView, CardView, ImageView, PageView, ReviewedView, TranscriptView,
    ratio_class, tone, wave_path,
};

/// Shapes (width, height) and grounds of the sample pictures, in the order of their numbers.
pub const PICTURES: [(u32, u32, [u8; 3]); 10] = [
    (1280, 720, [245, 214, 35]),
    (960, 1280, [22, 66, 190]),
    (1280, 960, [232, 84, 112]),
    (1280, 1280, [18, 120, 84]),
    (1280, 853, [243, 122, 44]),
    (720, 1280, [122, 54, 170]),
    (1280, 720, [24, 28, 60]),
    (1280, 960, [64, 170, 210]),
    (960, 1280, [214, 40, 50]),
    (1280, 853, [236, 224, 200]),
];

/// A poem.
pub const POEM: &str = "Rasten är tolv minuter lång.\nEn dörr. En fråga. Samma gång.\n\nDu säger nej. Du säger det igen.\nDet tar en andning. Sen är du din egen vän.\n\nTolv rader om rast,\nen för varje minut\nsom ingen fick köpa\noch ingen får ut.";

/// Picture number `n` of [`PICTURES`], as the renditions would be.
pub fn image(n: usize, alt: &str) -> ImageView {
    let (width, height, ground) = PICTURES[n % PICTURES.len()];
    let file = |side: u32| {
        (
            format!("/m/sample/{n}-{side}.webp"),
            side * width / width.max(height),
        )
    };
    ImageView {
        src: file(640).0,
        srcset: ImageView::srcset(&[file(320), file(640), file(1280)]),
        avif: String::new(),
        width,
        height,
        alt: alt.to_owned(),
        tone: tone(ground),
    }
}

/// A wall of all kinds.
pub fn cards() -> Vec<CardView> {
    let picture = |n: usize, title: &str, kind: &str, icon, place: &str| {
        let image = image(n, "");
        CardView {
            url: "/sv/c/7H2KQ9XM4T".into(),
            title: title.into(),
            lang: "sv".into(),
            kind: kind.into(),
            icon,
            place: place.into(),
            ratio: image.ratio(),
            tone: image.tone.clone(),
            image: Some(image),
            excerpt: String::new(),
            wave: String::new(),
            featured: false,
            badge: String::new(),
            votes: String::new(),
            captioned: false,
            covered: false,
        }
    };
    let bare = |title: &str, kind: &str, icon, ground| CardView {
        image: None,
        ratio: ratio_class(4, 3),
        tone: tone(ground),
        ..picture(0, title, kind, icon, "Norrbotten, åk 6")
    };
    vec![
        CardView {
            featured: true,
            captioned: true,
            ..picture(0, "Lungorna tar ton", "Film 1:12", "film", "Skåne, åk 8")
        },
        picture(1, "Vem tjänar på det?", "Bild", "picture", "Dalarna, åk 7"),
        picture(2, "Nej tack", "Bild", "picture", "Uppsala, åk 5"),
        CardView {
            excerpt: POEM.into(),
            ..bare("Tolv rader om rast", "Dikt", "text", [150, 190, 255])
        },
        CardView {
            lang: "en".into(),
            ..picture(4, "Our Playground", "Film 0:48", "film", "Gotland, åk 9")
        },
        picture(5, "Noll dosor", "Film 0:31", "film", "Örebro, åk 8"),
        CardView {
            wave: wave_path(&peaks()),
            ..bare("Vi skrev en låt", "Låt 2:40", "sound", [255, 150, 190])
        },
        CardView {
            badge: "Vinnare".into(),
            votes: "1 214 röster".into(),
            ..picture(6, "Jag blev lurad", "Film 2:05", "film", "Halland, åk 7")
        },
        picture(7, "Andas", "Tidning", "pages", "Jämtland, åk 6"),
        CardView {
            covered: true,
            ..picture(8, "Reklam på riktigt", "Bild", "picture", "")
        },
        picture(
            9,
            "Manifest från bänkraden längst bak i klassrummet",
            "Tidning",
            "pages",
            "Västernorrland, åk 9",
        ),
        picture(3, "Luft", "Bild", "picture", "Kalmar, åk 5"),
    ]
}

/// A film with captions.
pub fn video() -> AssetView {
    AssetView::Video {
        poster: Some(image(0, "")),
        mp4: "/m/sample/film.mp4".into(),
        hls: "/m/sample/master.m3u8".into(),
        adaptive: false,
        scrub: "/m/sample/sprite.vtt".into(),
        ratio: "r178",
        width: 1280,
        height: 720,
        label: "Elever andas i takt framför ett trumset".into(),
        length: "1 min 12 s".into(),
        captions: vec![CaptionView {
            src: "/m/sample/sv.vtt".into(),
            lang: "sv".into(),
            label: "svenska".into(),
            lines: vec![("0:01".into(), "(Andetag.)".into())],
        }],
        transcript: vec![
            transcript("sv", &["(Andetag.) Ett, två, tre, fyr.", "Vi tar ton."]),
            transcript("en", &["(Breath.) One, two, three, four."]),
        ],
    }
}

/// A film that is being made; playable if there is an address.
pub fn growing(hls: &str) -> AssetView {
    let poster = image(0, "");
    AssetView::Growing {
        text: "Bearbetas, 38 %".into(),
        percent: 38,
        ratio: poster.ratio(),
        poster,
        hls: hls.into(),
        label: "Elever andas i takt framför ett trumset".into(),
    }
}

/// A song.
pub fn audio() -> AssetView {
    AssetView::Audio {
        src: "/m/sample/song.m4a".into(),
        wave: wave_path(&peaks()),
        tone: tone([255, 150, 190]),
        cover: None,
        label: "Vi skrev en låt".into(),
        length: "2 min 40 s".into(),
        transcript: vec![transcript("sv", &["Vi skrev en låt om luft."])],
    }
}

/// What is said.
fn transcript(lang: &str, paragraphs: &[&str]) -> TranscriptView {
    TranscriptView {
        lang: lang.into(),
        label: if lang == "sv" { "svenska" } else { "engelska" }.into(),
        paragraphs: paragraphs.iter().map(|text| (*text).into()).collect(),
    }
}

/// A picture.
pub fn picture(n: usize) -> AssetView {
    AssetView::Picture {
        image: image(n, "En affisch med stora bokstäver"),
        full: format!("/m/sample/{n}-1280.webp"),
        caption: if n == 0 {
            "Affischen hängde vid matsalen.".into()
        } else {
            String::new()
        },
    }
}

/// A magazine of three pages; the last has pictures only.
pub fn pages(reviewed: bool) -> AssetView {
    let page = |(number, (n, text)): (u32, (usize, &str))| PageView {
        image: image(n, &format!("Sida {number} av 3")),
        full: format!("/m/sample/{n}-1280.webp"),
        text: text.into(),
        number,
    };
    let pages = [
        (1, "Luft\nKlassens egen tidning"),
        (8, "Sidan två handlar om andetag."),
        (5, ""),
    ];
    AssetView::Pages {
        pages: (1..).zip(pages).map(page).collect(),
        upright: true,
        label: "Luft".into(),
        reviewed,
    }
}

/// A made-up song's peaks: swells and rests.
fn peaks() -> Vec<u8> {
    (0..500_u32)
        .map(|i| {
            let swell = (i * i / 7 + i * 13) % 97 + 40;
            let verse = [90, 200, 255, 160, 230][(i / 100) as usize % 5];
            u8::try_from(swell * verse / 137).unwrap_or(255)
        })
        .collect()
}

/// A file that another try may heal, as its reviewers see it.
pub fn failed() -> ReviewedView {
    let shown = AssetView::Failed {
        text: "Det gick inte att bearbeta filen just nu.".into(),
    };
    ReviewedView {
        retry: "0190163d-8694-739b-aea5-966c26f8ad91".into(),
        ..reviewed(shown, "")
    }
}

/// An asset with the description that reviewers read beside it.
pub fn reviewed(shown: AssetView, alt: &str) -> ReviewedView {
    ReviewedView {
        shown,
        alt: alt.into(),
        retry: String::new(),
    }
}
