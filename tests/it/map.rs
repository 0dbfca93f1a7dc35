//! Pictures of stories: nothing lies over anything else, nothing comes from the net, no ending is told.

use std::fs;

use fifteen::{
    compile::compile,
    map::layout::{Item, Layout, Link, layout},
    source::Sources,
};

use crate::{
    generate::dice::Dice,
    support::{Folder, TEA, fifteen, shipped},
};

/// A box by its corners.
#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn around(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            left: x - width / 2.0,
            top: y - height / 2.0,
            right: x + width / 2.0,
            bottom: y + height / 2.0,
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        let slack = 0.2;
        self.left + slack < other.right
            && other.left + slack < self.right
            && self.top + slack < other.bottom
            && other.top + slack < self.bottom
    }
}

/// Asserts that no two boxes overlap; sorted by their left sides, only those at hand are compared.
#[track_caller]
fn assert_apart(mut areas: Vec<Area>) {
    areas.sort_by(|a, b| a.top.total_cmp(&b.top));
    for (index, area) in areas.iter().enumerate() {
        for other in areas[index + 1..]
            .iter()
            .take_while(|other| other.top < area.bottom)
        {
            assert!(!area.overlaps(other), "{area:?} and {other:?}");
        }
    }
}

fn areas(items: &[Item], links: &[Link], placed: &Layout) -> Vec<Area> {
    let boxes = items
        .iter()
        .zip(&placed.items)
        .map(|(item, at)| Area::around(at.x, at.y, item.width, item.height));
    let labels = links
        .iter()
        .zip(&placed.arrows)
        .filter_map(|(link, arrow)| {
            let (width, height) = link.label?;
            let at = arrow.label.expect("a label has a place");
            Some(Area::around(at.x, at.y, width, height))
        });
    boxes.chain(labels).collect()
}

fn size(dice: &mut Dice, end: usize) -> f64 {
    f64::from(u32::try_from(dice.below(end)).expect("small"))
}

/// Returns a graph by chance: boxes in bands, links mostly a little further on, some back, some round.
fn by_chance(seed: u64, count: usize, bands: usize, reach: usize) -> (Vec<Item>, Vec<Link>) {
    let mut dice = Dice::new(seed);
    let items: Vec<Item> = (0..count)
        .map(|index| Item {
            width: 40.0 + size(&mut dice, 80),
            height: 20.0 + size(&mut dice, 30),
            band: index * bands / count,
        })
        .collect();
    let mut links = Vec::new();
    for from in 0..count {
        for _ in 0..=dice.below(3) {
            let ahead = (from + 1 + dice.below(reach)).min(count - 1);
            let to = if dice.chance(6) {
                dice.below(count)
            } else {
                ahead
            };
            let label = dice
                .chance(60)
                .then(|| (20.0 + size(&mut dice, 120), 16.0 + size(&mut dice, 30)));
            links.push(Link { from, to, label });
        }
    }
    (items, links)
}

#[test]
fn nothing_lies_over_anything_else() {
    for seed in 0..60 {
        let count = 3 + usize::try_from(seed).expect("small") * 2;
        let (items, links) = by_chance(seed, count, 1 + count / 30, 8);
        let placed = layout(&items, &links, 1 + count / 30, Some(0));
        assert_apart(areas(&items, &links, &placed));
        for (point, item) in placed.items.iter().zip(&items) {
            assert!(
                point.x - item.width / 2.0 >= -0.1
                    && point.x + item.width / 2.0 <= placed.width + 0.1
            );
            let (top, bottom) = placed.bands[item.band];
            assert!(point.y - item.height / 2.0 >= top && point.y + item.height / 2.0 <= bottom);
        }
    }
}

#[test]
fn the_start_stands_at_the_top_and_arrows_lead_down_unless_they_lead_back() {
    for seed in 0..40 {
        let (items, links) = by_chance(seed, 60, 3, 6);
        let placed = layout(&items, &links, 3, Some(0));
        for (index, point) in placed.items.iter().enumerate().skip(1) {
            assert!(point.y > placed.items[0].y, "{index} of seed {seed}");
        }
        for (link, arrow) in links.iter().zip(&placed.arrows) {
            let (from, to) = (placed.items[link.from], placed.items[link.to]);
            assert_eq!(arrow.is_back, to.y <= from.y);
            let ends = (arrow.points[0], arrow.points[arrow.points.len() - 1]);
            if link.from != link.to {
                assert!((ends.0.x - from.x).abs() < 0.01 && (ends.1.x - to.x).abs() < 0.01);
            }
        }
    }
}

/// Along the layers that it passes, an arrow keeps clear of every box and of every other label.
#[test]
fn arrows_run_beside_boxes_not_through_them() {
    for seed in 0..30 {
        let (items, links) = by_chance(seed, 50, 2, 9);
        let placed = layout(&items, &links, 2, Some(0));
        let all = areas(&items, &links, &placed);
        for arrow in placed.arrows.iter().filter(|arrow| arrow.points.len() > 4) {
            for pair in arrow.points[2..arrow.points.len() - 2].chunks(2) {
                let (x, top, bottom) = (
                    pair[0].x,
                    pair[0].y.min(pair[1].y),
                    pair[0].y.max(pair[1].y),
                );
                let own = arrow.label.is_some_and(|at| {
                    (at.x - x).abs() < 0.01 && at.y > top - 0.1 && at.y < bottom + 0.1
                });
                let way = Area {
                    left: x - 0.5,
                    right: x + 0.5,
                    top,
                    bottom,
                };
                assert!(
                    own || all.iter().all(|area| !area.overlaps(&way)),
                    "seed {seed}"
                );
            }
        }
    }
}

#[test]
fn a_graph_that_can_be_drawn_without_crossings_is() {
    // A binary tree, its leaves shuffled among the numbers.
    let item = Item {
        width: 50.0,
        height: 20.0,
        band: 0,
    };
    let items = vec![item; 127];
    let mut order: Vec<usize> = (1..127).collect();
    Dice::new(7).shuffle(&mut order);
    order.insert(0, 0);
    let links: Vec<Link> = (1..127)
        .map(|child| Link {
            from: order[(child - 1) / 2],
            to: order[child],
            label: None,
        })
        .collect();
    assert_eq!(layout(&items, &links, 1, Some(0)).crossings, 0);
}

#[test]
fn five_thousand_boxes_are_placed_without_harm() {
    let (items, links) = by_chance(5, 5_000, 6, 30);
    let begun = std::time::Instant::now();
    let placed = layout(&items, &links, 6, Some(0));
    assert!(begun.elapsed().as_secs() < 240, "{:?}", begun.elapsed());
    assert_apart(areas(&items, &links, &placed));
}

#[test]
fn no_boxes_and_one_box_are_pictures_too() {
    assert!(layout(&[], &[], 0, None).items.is_empty());
    let item = Item {
        width: 50.0,
        height: 20.0,
        band: 0,
    };
    let round = Link {
        from: 0,
        to: 0,
        label: Some((30.0, 12.0)),
    };
    let placed = layout(&[item], &[round], 1, Some(0));
    assert_apart(areas(&[item], &[round], &placed));
}

/// Returns the text of a picture, drawn twice to see that it is the same both times.
#[track_caller]
fn drawn(arguments: &[&str]) -> String {
    let run = || fifteen([&["map"], arguments].concat()).run().0;
    let picture = run();
    assert!(picture == run(), "two pictures differ");
    picture
}

/// Returns the boxes of nodes and labels in a picture, and asserts that their words fit into them.
fn boxes(picture: &str) -> Vec<Area> {
    let document = roxmltree::Document::parse(picture).expect("well-formed XML");
    let mut areas = Vec::new();
    for group in document.descendants() {
        let class = group.attribute("class").unwrap_or("");
        let is_node = class.starts_with("node");
        if !group.has_tag_name("g") && !group.has_tag_name(("http://www.w3.org/2000/svg", "g"))
            || !(is_node || class.starts_with("label"))
        {
            continue;
        }
        let named = |name: &'static str| {
            group
                .children()
                .filter(move |child| child.tag_name().name() == name)
        };
        let number = |node: roxmltree::Node<'_, '_>, name: &str| -> f64 {
            node.attribute(name)
                .expect("a number")
                .parse()
                .expect("a number")
        };
        let frame = named("rect").next().expect("a box");
        let (width, height) = (number(frame, "width"), number(frame, "height"));
        let area = Area {
            left: number(frame, "x"),
            top: number(frame, "y"),
            right: number(frame, "x") + width,
            bottom: number(frame, "y") + height,
        };
        for text in named("text") {
            let sign = if is_node { 7.83 } else { 6.63 };
            let wide = text.text().unwrap_or("").chars().map(|_| sign).sum::<f64>();
            assert!(wide < width, "{:?} does not fit", text.text());
            assert!(number(text, "y") > area.top && number(text, "y") < area.bottom);
        }
        areas.push(area);
    }
    areas
}

#[test]
fn the_story_is_drawn_quickly_and_its_labels_do_not_collide() {
    let begun = std::time::Instant::now();
    let picture = drawn(&["--limit", "0"]);
    // Two pictures, and the machine may be busy: one takes 15 ms.
    assert!(begun.elapsed().as_secs() < 5);
    let boxes = boxes(&picture);
    let nodes = picture.matches("class=\"node ").count();
    assert_eq!(nodes, shipped().story.nodes.len());
    assert!(boxes.len() > nodes);
    assert_apart(boxes);
    for act in shipped().story.acts {
        assert!(
            picture.contains(&format!(">{}</text></g>", act.title.replace('\'', "&#39;"))),
            "{}",
            act.title
        );
    }
}

#[test]
fn the_page_asks_nothing_of_the_net() {
    let page = drawn(&["--limit", "0", "--format", "html"]);
    let namespace = "http://www.w3.org/2000/svg";
    let rest = page.replace(namespace, "");
    for word in [
        "http:", "https:", "//cdn", " src=", "@import", "url(h", "fetch(", "XMLHttp", "import(",
    ] {
        assert!(!rest.contains(word), "the page says {word}");
    }
    for link in rest.split("href=\"").skip(1) {
        assert!(link.starts_with('#'), "{}", &link[..20.min(link.len())]);
    }
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("<!--{"));
    let picture =
        &page[page.find("<svg").expect("a picture")..page.find("</svg>").expect("its end") + 6];
    assert_apart(boxes(picture));
}

#[test]
fn no_picture_tells_an_ending_unless_asked() {
    let folder = Folder::new(TEA);
    let story = folder.path().to_str().expect("a path");
    for format in ["svg", "html", "dot", "mermaid", "text"] {
        let picture = drawn(&["--format", format, story]);
        assert!(picture.contains("A Cup of Tea"), "{format}");
        assert!(!picture.contains("You mop"), "{format}");
        assert!(!picture.contains("in the garden"), "{format}");
    }
    let page = drawn(&["--format", "html", "--endings", story]);
    assert!(page.contains("You mop") && page.contains("in the garden"));
}

#[test]
fn the_page_tells_texts_conditions_and_odds() {
    let folder = Folder::new(TEA);
    let page = drawn(&["--format", "html", folder.path().to_str().expect("a path")]);
    for words in [
        "The kettle stands on the stove.",
        "<code>visits.kettle &gt;= 2</code> It hums.",
        "when <code>heat &gt;= warm</code>",
        "when <code>not lid</code>",
        "does <code>heat += 1</code>",
        "else locked: the water is <code>{heat}</code>",
        "writes into <code>log</code>: waited",
        "→ <a href=\"#cup\">cup</a>",
        "comes from <a href=\"#kettle\">kettle</a>",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

const TRAP: (&str, &str) = (
    "garden/trap.ron",
    r#"{
    "shed": (text: "Dark.", choices: { "out": (say: "Go <out> & back", to: "kettle") }),
}
"#,
);

/// A story with a node that nobody comes to and a choice that never opens has faults, and can still be drawn.
#[test]
fn what_is_never_reached_is_marked() {
    let kettle = TEA[1].1.replace("to: \"floor\"),\n        },", "to: \"floor\"),\n            \"shed\": (say: \"The shed\", when: \"heat == hot and heat == cold\", to: \"shed\"),\n        },");
    let folder = Folder::new(&[TEA[0], ("kitchen/kettle.ron", &kettle), TEA[2], TRAP]);
    let story = folder.path().to_str().expect("a path");
    let outline = drawn(&["--format", "text", story]);
    assert!(outline.contains("  shed (never reached)\n"), "{outline}");
    assert!(
        outline.contains("shed: The shed -> shed, when false (never open)\n"),
        "{outline}"
    );
    let picture = drawn(&["--format", "svg", story]);
    assert!(picture.contains("class=\"node choices never\" data-node=\"shed\""));
    assert!(picture.contains("class=\"edge never\" data-from=\"kettle\" data-to=\"shed\""));
    boxes(&picture);
    let page = drawn(&["--format", "html", story]);
    assert!(page.contains("<h2>Never reached</h2><p><a href=\"#shed\">shed</a></p>"));
    assert!(page.contains("Go &lt;out&gt; &amp; back"));
    let dot = drawn(&["--format", "dot", story]);
    assert!(dot.contains("\"shed\" [style=dashed, color=red];"), "{dot}");
    let mermaid = drawn(&["--format", "mermaid", story]);
    assert!(mermaid.contains("  class n_shed never\n"), "{mermaid}");
}

#[test]
fn the_way_of_a_script_is_marked_as_far_as_it_fits() {
    let folder = Folder::new(TEA);
    let story = folder.path().to_str().expect("a path").to_owned();
    let script = folder.write("way.txt", b"wait\npour\n");
    let script = script.to_str().expect("a path");
    let outline = drawn(&["--format", "text", "--script", script, &story]);
    assert_eq!(
        outline,
        "Tea 1
4 nodes, 4 choices, 2 endings; all 10 states seen, infinitely many playthroughs

Kitchen: 2 nodes
  kettle (start, on the script's way)
    wait: Wait a while -> kettle (taken)
    lid: Put the lid on -> kettle, when not lid
    pour: Pour the water -> cup, when heat >= warm (taken)
    tip: Tip the kettle over -> floor, when heat == cold
  cup (on the script's way)
    -> tea, when heat == hot
    -> floor

Garden: 2 nodes
  tea (ending: A Cup of Tea)
  floor (ending: Spilt, on the script's way)
"
    );
    fs::write(folder.path().join("way.txt"), "wait\ndrink\n").expect("a file");
    let (picture, errors) = fifteen(["map", "--script", script, &story])
        .status(1)
        .any_errors()
        .run();
    assert_eq!(
        errors,
        "step 2 does not fit at `kettle`: there is no choice `drink` here\n"
    );
    assert!(picture.contains("class=\"node choices start passed\" data-node=\"kettle\""));
}

#[test]
fn a_picture_goes_into_a_file_whole() {
    let folder = Folder::new(TEA);
    let story = folder.path().to_str().expect("a path").to_owned();
    let path = folder.path().join("map.html");
    fs::write(&path, "old").expect("a file");
    let target = path.to_str().expect("a path");
    fifteen(["map", "-o", target, &story]).output("").run();
    assert!(
        fs::read_to_string(&path)
            .expect("the page")
            .ends_with("</html>\n")
    );
    let left: Vec<_> = fs::read_dir(folder.path()).expect("the folder").collect();
    assert_eq!(left.len(), 4, "{left:?}");
    let nowhere = folder.path().join("no/such/map.svg");
    let (_, errors) = fifteen(["map", "-o", nowhere.to_str().expect("a path"), &story])
        .status(2)
        .any_errors()
        .run();
    assert!(
        errors.starts_with("cannot write ") && errors.contains("no/such/map.svg"),
        "{errors}"
    );
}

#[test]
fn hostile_words_stay_words() {
    let world = TEA[0].1.replace(
        "A Cup of Tea",
        r#"</title><script>alert(1)</script>]]> [31m \"quoted\" -->"#,
    );
    let mut sources = Sources::new("");
    sources.add("world.ron", world.as_bytes());
    sources.add(TEA[1].0, TEA[1].1.as_bytes());
    sources.add(TEA[2].0, TEA[2].1.as_bytes());
    compile(&sources).expect("a story");
    let folder = Folder::new(&[("world.ron", &world), TEA[1], TEA[2]]);
    let story = folder.path().to_str().expect("a path");
    boxes(&drawn(&[story]));
    for format in ["html", "dot", "mermaid", "text"] {
        let picture = drawn(&["--format", format, story]);
        assert_eq!(
            picture.matches("<script>alert").count(),
            usize::from(format == "dot" || format == "text")
        );
    }
}
