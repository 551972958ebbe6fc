// SPDX-License-Identifier: Apache-2.0
// Opens an age file (age-encryption.org/v1) that was locked with a passphrase. Nothing but the
// language itself is used: no WebCrypto, which pages opened from a file do not get everywhere.
// The grammar is that of c2sp.org/age, read strictly; the checks and their order are those
// of vault/armour.py and vault/age.py. Numbers behind names are from RFC 5869, 7539, 7914 and
// FIPS 180-4.

const LARGEST_WORK_FACTOR = 20;
// In two pieces: whoever looks for encrypted texts in the page finds none in its script.
const ARMOUR_BEGIN = "-----BEGIN " + "AGE ENCRYPTED FILE-----";
const ARMOUR_END = "-----END " + "AGE ENCRYPTED FILE-----";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const LINE = 64;
const CHUNK = 65536;
const TAG = 16;

// Why a file did not open; `fault` has the names of AgeFault in vault/age.py.
class AgeError extends Error {
  constructor(fault) {
    super(fault);
    this.fault = fault;
  }
}

function need(holds, fault) {
  if (!holds) throw new AgeError(fault);
}

function ascii(text) {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// Takes as long for a first byte that differs as for a last one.
function same(one, other) {
  let differs = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) differs |= one[at] ^ other[at];
  return differs === 0;
}

// Base64 without padding, in its one canonical form.
function fromBase64(text, fault) {
  need(text.length % 4 !== 1, fault);
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let bits = 0;
  let waiting = 0;
  let at = 0;
  for (const letter of text) {
    const value = BASE64.indexOf(letter);
    need(value >= 0, fault);
    bits = ((bits << 6) | value) & 0xfff;
    waiting += 6;
    if (waiting >= 8) {
      waiting -= 8;
      bytes[at++] = bits >> waiting;
    }
  }
  need((bits & ((1 << waiting) - 1)) === 0, fault);
  return bytes;
}

// SHA-256, HMAC, HKDF, PBKDF2

const SHA256_ROUNDS = Uint32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

function turned(word, by) {
  return (word >>> by) | (word << (32 - by));
}

function sha256(message) {
  const length = message.length;
  const padded = joined(message, Uint8Array.of(0x80), new Uint8Array((119 - (length % 64)) % 64), new Uint8Array(8));
  const words = new DataView(padded.buffer);
  words.setUint32(padded.length - 8, Math.floor(length / 0x20000000));
  words.setUint32(padded.length - 4, length << 3);
  const state = Uint32Array.of(
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  );
  const schedule = new Uint32Array(64);
  for (let start = 0; start < padded.length; start += 64) {
    for (let at = 0; at < 16; at++) schedule[at] = words.getUint32(start + 4 * at);
    for (let at = 16; at < 64; at++) {
      const early = schedule[at - 15];
      const late = schedule[at - 2];
      schedule[at] = schedule[at - 16] + (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)) +
        schedule[at - 7] + (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at++) {
      const one = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) +
        SHA256_ROUNDS[at] + schedule[at];
      const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => {
      state[at] += word;
    });
  }
  const digest = new Uint8Array(32);
  state.forEach((word, at) => new DataView(digest.buffer).setUint32(4 * at, word));
  padded.fill(0);
  return digest;
}

function hmac(key, message) {
  const short = key.length > 64 ? sha256(key) : key;
  const inner = new Uint8Array(64).fill(0x36);
  const outer = new Uint8Array(64).fill(0x5c);
  short.forEach((byte, at) => {
    inner[at] ^= byte;
    outer[at] ^= byte;
  });
  return sha256(joined(outer, sha256(joined(inner, message))));
}

function hkdf(secret, salt, info) {
  return hmac(hmac(salt, secret), joined(ascii(info), Uint8Array.of(1)));
}

// With a single iteration, as scrypt uses it.
function pbkdf2(password, salt, length) {
  const bytes = new Uint8Array(length);
  for (let block = 0; 32 * block < length; block++) {
    const number = new Uint8Array(4);
    new DataView(number.buffer).setUint32(0, block + 1);
    bytes.set(hmac(password, joined(salt, number)).subarray(0, length - 32 * block), 32 * block);
  }
  return bytes;
}

// scrypt with r = 8 and p = 1

const BLOCK_WORDS = 256;
const PIECE_MILLISECONDS = 30;

function rotated(word, by) {
  return (word << by) | (word >>> (32 - by));
}

// BlockMix: 16 times Salsa20/8; even results go to the first half, odd ones to the second.
function mix(from, to) {
  const x = mix.last;
  const y = mix.round;
  x.set(from.subarray(BLOCK_WORDS - 16));
  for (let block = 0; block < 16; block++) {
    for (let at = 0; at < 16; at++) x[at] ^= from[16 * block + at];
    salsa(x, y);
    x.set(y);
    to.set(x, 16 * ((block >> 1) + (block & 1 ? 8 : 0)));
  }
}
mix.last = new Int32Array(16);
mix.round = new Int32Array(16);

function salsa(x, out) {
  let a = x[0], b = x[1], c = x[2], d = x[3], e = x[4], f = x[5], g = x[6], h = x[7];
  let i = x[8], j = x[9], k = x[10], l = x[11], m = x[12], n = x[13], o = x[14], p = x[15];
  for (let round = 0; round < 4; round++) {
    e ^= rotated((a + m) | 0, 7); i ^= rotated((e + a) | 0, 9); m ^= rotated((i + e) | 0, 13); a ^= rotated((m + i) | 0, 18);
    j ^= rotated((f + b) | 0, 7); n ^= rotated((j + f) | 0, 9); b ^= rotated((n + j) | 0, 13); f ^= rotated((b + n) | 0, 18);
    o ^= rotated((k + g) | 0, 7); c ^= rotated((o + k) | 0, 9); g ^= rotated((c + o) | 0, 13); k ^= rotated((g + c) | 0, 18);
    d ^= rotated((p + l) | 0, 7); h ^= rotated((d + p) | 0, 9); l ^= rotated((h + d) | 0, 13); p ^= rotated((l + h) | 0, 18);
    b ^= rotated((a + d) | 0, 7); c ^= rotated((b + a) | 0, 9); d ^= rotated((c + b) | 0, 13); a ^= rotated((d + c) | 0, 18);
    g ^= rotated((f + e) | 0, 7); h ^= rotated((g + f) | 0, 9); e ^= rotated((h + g) | 0, 13); f ^= rotated((e + h) | 0, 18);
    l ^= rotated((k + j) | 0, 7); i ^= rotated((l + k) | 0, 9); j ^= rotated((i + l) | 0, 13); k ^= rotated((j + i) | 0, 18);
    m ^= rotated((p + o) | 0, 7); n ^= rotated((m + p) | 0, 9); o ^= rotated((n + m) | 0, 13); p ^= rotated((o + n) | 0, 18);
  }
  out[0] = x[0] + a; out[1] = x[1] + b; out[2] = x[2] + c; out[3] = x[3] + d;
  out[4] = x[4] + e; out[5] = x[5] + f; out[6] = x[6] + g; out[7] = x[7] + h;
  out[8] = x[8] + i; out[9] = x[9] + j; out[10] = x[10] + k; out[11] = x[11] + l;
  out[12] = x[12] + m; out[13] = x[13] + n; out[14] = x[14] + o; out[15] = x[15] + p;
}

// Lets the page draw and hear a click. Timers would wait longer in a tab that is not in front.
function breath() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function roomFor(words) {
  try {
    return new Int32Array(words);
  } catch (problem) {
    if (problem instanceof RangeError) throw new AgeError("memory");
    throw problem;
  }
}

// `working(share)` is told how far it is, every few hundredths of a second; what it throws ends it.
async function scrypt(password, salt, workFactor, working) {
  const rounds = 2 ** workFactor;
  const memory = roomFor(rounds * BLOCK_WORDS);
  try {
    const start = pbkdf2(password, salt, 4 * BLOCK_WORDS);
    const view = new DataView(start.buffer);
    let now = new Int32Array(BLOCK_WORDS);
    let next = new Int32Array(BLOCK_WORDS);
    for (let at = 0; at < BLOCK_WORDS; at++) now[at] = view.getInt32(4 * at, true);
    let rested = performance.now();
    for (let step = 0; step < 2 * rounds; step++) {
      if (step < rounds) {
        memory.set(now, step * BLOCK_WORDS);
      } else {
        const from = (now[BLOCK_WORDS - 16] & (rounds - 1)) * BLOCK_WORDS;
        for (let at = 0; at < BLOCK_WORDS; at++) now[at] ^= memory[from + at];
      }
      mix(now, next);
      [now, next] = [next, now];
      if (step % 64 === 0 && performance.now() - rested > PIECE_MILLISECONDS) {
        working(step / (2 * rounds));
        await breath();
        rested = performance.now();
      }
    }
    for (let at = 0; at < BLOCK_WORDS; at++) view.setInt32(4 * at, now[at], true);
    return pbkdf2(password, start, 32);
  } finally {
    memory.fill(0);
  }
}

// ChaCha20-Poly1305

function chacha(key, nonce, counter) {
  const start = new Uint32Array(16);
  start.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
  const words = (bytes, at) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(4 * at, true);
  for (let at = 0; at < 8; at++) start[4 + at] = words(key, at);
  start[12] = counter;
  for (let at = 0; at < 3; at++) start[13 + at] = words(nonce, at);
  const state = start.slice();
  const quarter = (a, b, c, d) => {
    state[a] += state[b]; state[d] = rotated(state[d] ^ state[a], 16);
    state[c] += state[d]; state[b] = rotated(state[b] ^ state[c], 12);
    state[a] += state[b]; state[d] = rotated(state[d] ^ state[a], 8);
    state[c] += state[d]; state[b] = rotated(state[b] ^ state[c], 7);
  };
  for (let round = 0; round < 10; round++) {
    quarter(0, 4, 8, 12); quarter(1, 5, 9, 13); quarter(2, 6, 10, 14); quarter(3, 7, 11, 15);
    quarter(0, 5, 10, 15); quarter(1, 6, 11, 12); quarter(2, 7, 8, 13); quarter(3, 4, 9, 14);
  }
  const block = new Uint8Array(64);
  const out = new DataView(block.buffer);
  for (let at = 0; at < 16; at++) out.setUint32(4 * at, state[at] + start[at], true);
  return block;
}

function number(bytes) {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function poly1305(key, message) {
  const prime = (1n << 130n) - 5n;
  const factor = number(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  let sum = 0n;
  // Only whole pieces of 16 bytes come here: the message is padded to them.
  for (let at = 0; at < message.length; at += 16) {
    const piece = view.getBigUint64(at, true) | (view.getBigUint64(at + 8, true) << 64n);
    sum = ((sum + piece + (1n << 128n)) * factor) % prime;
  }
  sum += number(key.subarray(16, 32));
  return Uint8Array.from({ length: 16 }, (_, at) => Number((sum >> BigInt(8 * at)) & 0xffn));
}

// The plaintext, or null where the tag does not fit: nothing is decrypted then.
function unseal(key, nonce, sealed) {
  const text = sealed.subarray(0, sealed.length - TAG);
  const lengths = new Uint8Array(16);
  new DataView(lengths.buffer).setUint32(8, text.length, true);
  const message = joined(text, new Uint8Array((16 - (text.length % 16)) % 16), lengths);
  const tag = poly1305(chacha(key, nonce, 0), message);
  if (!same(tag, sealed.subarray(sealed.length - TAG))) return null;
  const plain = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 64) {
    const stream = chacha(key, nonce, 1 + at / 64);
    const end = Math.min(at + 64, text.length);
    for (let byte = at; byte < end; byte++) plain[byte] = text[byte] ^ stream[byte - at];
  }
  return plain;
}

// The file

// The bytes of an armoured text; white space is allowed around it and nowhere inside.
function fromArmour(text) {
  const lines = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "").split(/\r?\n/);
  need(lines.length >= 2 && lines.shift() === ARMOUR_BEGIN && lines.pop() === ARMOUR_END, "armour");
  const full = lines.slice(0, -1).every((line) => line.length === LINE);
  const last = lines.length ? lines[lines.length - 1] : "";
  need(full && last.length <= LINE && last.length % 4 === 0, "armour");
  need(lines.length === 0 || last.length > 0, "armour");
  return fromBase64(lines.join("").replace(/={1,2}$/, ""), "armour");
}

// Its header in parts: { stanzas, authenticated, tag, payload }.
function parse(file) {
  let at = 0;
  const line = () => {
    const end = file.indexOf(10, at);
    need(end >= 0, "header");
    const text = new TextDecoder("windows-1252").decode(file.subarray(at, end));
    at = end + 1;
    return text;
  };
  const magic = new TextEncoder().encode("age-encryption.org/");
  need(magic.every((byte, place) => file[place] === byte), "not-age");
  const first = line();
  if (first !== "age-encryption.org/v1") {
    throw new AgeError(/^age-encryption\.org\/v[1-9][0-9]*$/.test(first) ? "newer" : "header");
  }
  const stanzas = [];
  for (;;) {
    const begins = at;
    const text = line();
    if (text.startsWith("---")) {
      const found = /^--- ([A-Za-z0-9+/]{43})$/.exec(text);
      need(found && stanzas.length, "header");
      const tag = fromBase64(found[1], "header");
      return { stanzas, authenticated: file.subarray(0, begins + 3), tag, payload: file.subarray(at) };
    }
    need(/^->( [!-~]+)+$/.test(text), "header");
    let body = "";
    for (let piece = " ".repeat(LINE); piece.length === LINE; body += piece) {
      piece = line();
      need(/^[A-Za-z0-9+/]{0,64}$/.test(piece), "header");
    }
    stanzas.push({ words: text.split(" ").slice(1), body: fromBase64(body, "header") });
  }
}

// The file key out of the one scrypt stanza.
async function unwrap(stanzas, passphrase, working) {
  const locked = stanzas.some((stanza) => stanza.words[0] === "scrypt");
  need(locked, "for-others");
  need(stanzas.length === 1, "header");
  const { words, body } = stanzas[0];
  need(words.length === 3, "header");
  const salt = fromBase64(words[1], "header");
  need(salt.length === 16 && /^[1-9][0-9]{0,8}$/.test(words[2]) && body.length === 32, "header");
  const workFactor = Number(words[2]);
  need(workFactor <= LARGEST_WORK_FACTOR, "too-costly");
  const full = joined(ascii("age-encryption.org/v1/scrypt"), salt);
  const key = await scrypt(passphrase, full, workFactor, working);
  const fileKey = unseal(key, new Uint8Array(12), body);
  key.fill(0);
  need(fileKey !== null, "no-match");
  return fileKey;
}

function checkHeader(header, fileKey) {
  const tag = hmac(hkdf(fileKey, new Uint8Array(32), "header"), header.authenticated);
  need(same(tag, header.tag), "hmac");
}

function openPayload(payload, fileKey) {
  need(payload.length >= 16, "header");
  const key = hkdf(fileKey, payload.subarray(0, 16), "payload");
  const sealed = payload.subarray(16);
  const parts = [];
  const nonce = new Uint8Array(12);
  for (let at = 0, last = false; !last; at += CHUNK + TAG) {
    const piece = sealed.subarray(at, at + CHUNK + TAG);
    last = at + CHUNK + TAG >= sealed.length;
    // Only the first piece may be empty; then it is the last one, too.
    need(piece.length > TAG || (piece.length === TAG && at === 0), "payload");
    new DataView(nonce.buffer).setUint32(7, at / (CHUNK + TAG));
    nonce[11] = last ? 1 : 0;
    const plain = unseal(key, nonce, piece);
    need(plain !== null, "payload");
    parts.push(plain);
  }
  const whole = joined(...parts);
  parts.forEach((part) => part.fill(0));
  return whole;
}

// The plaintext of an age file in binary form; the passphrase is bytes. Throws AgeError.
async function openAge(file, passphrase, working) {
  const header = parse(file);
  const fileKey = await unwrap(header.stanzas, passphrase, working);
  checkHeader(header, fileKey);
  const plain = openPayload(header.payload, fileKey);
  fileKey.fill(0);
  return plain;
}
