//! The random numbers of Python's `random.Random(seed)`, so that the stories are the ones that earlier figures were
//! taken on, bit for bit.
//!
//! The generator is MT19937 (Matsumoto and Nishimura 1998); what is drawn from it, and how, is as in `CPython` 3.11.

const SIZE: usize = 624;
const PERIOD: usize = 397;

pub struct Twister {
    words: [u32; SIZE],
    next: usize,
}

impl Twister {
    /// Seeds the generator as `random.Random(seed)` does for a seed below 2^32.
    pub fn new(seed: u32) -> Self {
        let mut words = [0_u32; SIZE];
        words[0] = 19_650_218;
        for at in 1..SIZE {
            let before = words[at - 1];
            words[at] = 1_812_433_253_u32
                .wrapping_mul(before ^ (before >> 30))
                .wrapping_add(at as u32);
        }
        let mut at = 1;
        let wrap = |words: &mut [u32; SIZE], at: &mut usize| {
            *at += 1;
            if *at == SIZE {
                words[0] = words[SIZE - 1];
                *at = 1;
            }
        };
        for _ in 0..SIZE {
            let before = words[at - 1];
            let mixed = (before ^ (before >> 30)).wrapping_mul(1_664_525);
            words[at] = (words[at] ^ mixed).wrapping_add(seed);
            wrap(&mut words, &mut at);
        }
        for _ in 0..SIZE - 1 {
            let before = words[at - 1];
            let mixed = (before ^ (before >> 30)).wrapping_mul(1_566_083_941);
            words[at] = (words[at] ^ mixed).wrapping_sub(at as u32);
            wrap(&mut words, &mut at);
        }
        words[0] = 0x8000_0000;
        Self { words, next: SIZE }
    }

    fn word(&mut self) -> u32 {
        if self.next == SIZE {
            for at in 0..SIZE {
                let joined =
                    (self.words[at] & 0x8000_0000) | (self.words[(at + 1) % SIZE] & 0x7fff_ffff);
                let odd = if joined & 1 == 1 { 0x9908_b0df } else { 0 };
                self.words[at] = self.words[(at + PERIOD) % SIZE] ^ (joined >> 1) ^ odd;
            }
            self.next = 0;
        }
        let mut word = self.words[self.next];
        self.next += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    /// Returns a number from 0 to 1: `random()`.
    pub fn random(&mut self) -> f64 {
        let (high, low) = (self.word() >> 5, self.word() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// Returns a number below `end`: `randrange(end)`.
    pub fn below(&mut self, end: usize) -> usize {
        let bits = usize::BITS - end.leading_zeros();
        loop {
            let drawn = (self.word() >> (u32::BITS - bits)) as usize;
            if drawn < end {
                return drawn;
            }
        }
    }

    /// Returns one of some things: `choice(from)`.
    pub fn choice<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Mixes a list: `shuffle(list)`.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let with = self.below(at + 1);
            list.swap(at, with);
        }
    }
}
