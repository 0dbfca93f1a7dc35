//! What later text can tell apart: the bits that prose reads, on top of those that decide where play can go.

use super::{graph, needs, stepper::Rule};
use crate::{
    engine::Engine,
    story::{Effect, Exits, Node, NodeId, Piece, Prose, ProseId, RecordId, Story, VariableId},
};

/// Returns for every node the bits that matter to a choice, a route or a text after arriving there, a mask for each word.
/// The text of the node itself is among them.
pub(super) fn read_or_needed(engine: Engine<'_>) -> Vec<Vec<u64>> {
    let story = engine.story;
    let nodes = story.nodes.iter();
    let read: Vec<Vec<u64>> = nodes.map(|node| read_at(story, node)).collect();
    needs::needs(engine, &read, Rule::Exact)
}

/// Returns what the prose read in a node's states, or on the ways out of it, reads there.
fn read_at(story: &Story, node: &Node) -> Vec<u64> {
    let mut bits = vec![0; story.words];
    let mut read = |prose: Option<ProseId>, effects: &[Effect]| {
        add(story, prose, effects, &mut bits);
    };
    read(node.text, &[]);
    read(node.figure.map(|figure| figure.drawing), &[]);
    read(node.figure.map(|figure| figure.says), &[]);
    if !matches!(node.exits, Exits::Routes(_)) {
        for page in &story.pages {
            read(page.text, &[]);
            read(page.figure.map(|figure| figure.drawing), &[]);
            read(page.figure.map(|figure| figure.says), &[]);
        }
    }
    if matches!(node.exits, Exits::Choices(_)) {
        for meter in story.meters(node) {
            read(Some(*meter), &[]);
        }
    }
    // The mark of danger is seen before a choice is taken, and asks what holds after its effects.
    let mut dangers = vec![0; story.words];
    story
        .danger
        .iter()
        .for_each(|danger| danger.reads(&mut dangers));
    for choice in node.choices() {
        let mut marked = dangers.clone();
        Effect::all_need(&choice.effects, &mut marked);
        let marked = marked
            .iter()
            .zip(&dangers)
            .map(|(after, before)| after | before);
        for (bits, marked) in bits.iter_mut().zip(marked) {
            *bits |= marked;
        }
    }
    let mut read = |prose: Option<ProseId>, effects: &[Effect]| {
        add(story, prose, effects, &mut bits);
    };
    for choice in node.choices() {
        read(Some(choice.say), &[]);
        read(choice.locked, &[]);
        read(choice.beat, &choice.effects);
        for (_, entry) in &choice.records {
            read(Some(*entry), &choice.effects);
        }
    }
    for route in node.routes() {
        for (_, entry) in &route.records {
            read(Some(*entry), &route.effects);
        }
    }
    bits
}

/// Adds the bits that prose read after some effects reads before them.
fn add(story: &Story, prose: Option<ProseId>, effects: &[Effect], bits: &mut [u64]) {
    let Some(prose) = prose else { return };
    let mut before = vec![0; story.words];
    reads(story, story.proses.get(prose), &mut before);
    Effect::all_need(effects, &mut before);
    for (bits, before) in bits.iter_mut().zip(&before) {
        *bits |= before;
    }
}

/// Adds the bits that a text reads, its inner texts included.
fn reads(story: &Story, text: Prose<'_>, bits: &mut [u64]) {
    let field = |variable: VariableId, bits: &mut [u64]| {
        let field = story.variables[variable.index()].field;
        bits[field.word] |= field.bits();
    };
    for piece in text.pieces() {
        match piece {
            Piece::Words(_) | Piece::Record(_) | Piece::Entry(..) => {}
            Piece::Value(variable) => field(variable, bits),
            Piece::Variant { when, yes, no } => {
                when.reads(bits);
                reads(story, yes, bits);
                reads(story, no, bits);
            }
            Piece::ByValue(variable, texts) => {
                field(variable, bits);
                for text in texts.iter() {
                    reads(story, text, bits);
                }
            }
        }
    }
}

/// Returns for every node which records a text may print there or later.
pub(super) fn printed_later(story: &Story) -> Vec<Vec<bool>> {
    let records = story.records.len();
    if records == 0 {
        return vec![Vec::new(); story.nodes.len()];
    }
    let printed_in = |prose: Option<ProseId>, printed: &mut Vec<bool>| {
        if let Some(prose) = prose {
            prints(story.proses.get(prose), &mut |record| {
                printed[record.index()] = true;
            });
        }
    };
    let mut on_pages = vec![false; records];
    for page in &story.pages {
        printed_in(page.text, &mut on_pages);
        printed_in(page.figure.map(|figure| figure.drawing), &mut on_pages);
        printed_in(page.figure.map(|figure| figure.says), &mut on_pages);
    }
    // Pages may be opened at any prompt, and every way leads to one.
    let mut printed = vec![on_pages; story.nodes.len()];
    for (node, printed) in story.nodes.iter().zip(&mut printed) {
        printed_in(node.text, printed);
        printed_in(node.figure.map(|figure| figure.drawing), printed);
        printed_in(node.figure.map(|figure| figure.says), printed);
        for meter in story.meters(node) {
            printed_in(Some(*meter), printed);
        }
        for choice in node.choices() {
            let proses = [Some(choice.say), choice.locked, choice.beat];
            for prose in proses {
                printed_in(prose, printed);
            }
            for (_, entry) in &choice.records {
                printed_in(Some(*entry), printed);
            }
        }
        for (_, entry) in node.routes().iter().flat_map(|route| &route.records) {
            printed_in(Some(*entry), printed);
        }
    }
    let own = printed.clone();
    for (index, printed) in printed.iter_mut().enumerate() {
        for (node, led) in graph::led_to(story, [NodeId::at(index)])
            .into_iter()
            .enumerate()
        {
            if led {
                printed
                    .iter_mut()
                    .zip(&own[node])
                    .for_each(|(all, own)| *all |= own);
            }
        }
    }
    printed
}

fn prints(text: Prose<'_>, tell: &mut impl FnMut(RecordId)) {
    for piece in text.pieces() {
        match piece {
            Piece::Words(_) | Piece::Value(_) => {}
            Piece::Record(record) | Piece::Entry(record, _) => tell(record),
            Piece::Variant { yes, no, .. } => {
                prints(yes, tell);
                prints(no, tell);
            }
            Piece::ByValue(_, texts) => texts.iter().for_each(|text| prints(text, tell)),
        }
    }
}
