// SPDX-License-Identifier: Apache-2.0
/*
 * mixed_talks - what the flows of the mixed capture say
 *
 * Each kind has a function that is called for one message after the other and
 * counts its own steps. To add a kind: write next_NAME() and a row in `kinds`;
 * the shares of a column add up to 10,000.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mixed.h"

#define POOL_LEN (4u << 20) /* what a body may take is at most half of it */
#define ITEM_LEN 128        /* of one object in the pool of JSON */
#define HEAD_MAX 4096
#define MS       1000u
#define SECOND   1000000u
#define TLS_DATA 23

static uint64_t random_state[4], seed_of_lots;
static uint8_t noise[POOL_LEN], prose[POOL_LEN], items[POOL_LEN];

/* xoshiro256**, Blackman and Vigna, public domain */
uint64_t random64(void)
{
    uint64_t *s = random_state;
    uint64_t out = s[1] * 5;
    out = (out << 7 | out >> 57) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = s[3] << 45 | s[3] >> 19;
    return out;
}

uint32_t dice(uint32_t sides)
{
    return sides ? (uint32_t)((random64() >> 32) * sides >> 32) : 0;
}

/* Heavy-tailed: from least on, each doubling half as likely, doubled ten times at most. */
static uint32_t heavy(uint32_t least)
{
    unsigned doubled = 0;
    while (doubled < 10 && dice(2) == 0)
        doubled++;
    uint32_t size = least << doubled;
    return size + dice(size);
}

static void fill_prose(void)
{
    static const char *const words[] = { "the ",  "packet ", "<p>",   "time ",   "of ",
                                         "and ",  "flow ",   "mine ", "\n</p> ", "pool ",
                                         "work ", "in ",     "a ",    "share ",  "record ",
                                         "job ",  "login ",  "house " };
    size_t at = 0;
    while (at + 16 < POOL_LEN) {
        const char *word = words[dice(sizeof(words) / sizeof(words[0]))];
        size_t len = strlen(word);
        memcpy(prose + at, word, len);
        at += len;
    }
    memset(prose + at, ' ', POOL_LEN - at);
}

static void fill_items(void)
{
    char item[ITEM_LEN + 1];
    for (size_t at = 0; at + ITEM_LEN <= POOL_LEN; at += ITEM_LEN) {
        uint64_t hash = random64(), small = random64();
        int len =
            snprintf(item, sizeof(item),
                     "{\"id\":%u,\"method\":\"%s\",\"status\":\"OK\",\"hash\":\"%016llx\","
                     "\"params\":[%u,%u]",
                     (unsigned)(small % 100000), small >> 63 ? "update" : "submit",
                     (unsigned long long)hash, (unsigned)(small >> 20 & 1023),
                     (unsigned)(small >> 40 & 1023));
        memset(item + len, ' ', (size_t)(ITEM_LEN - len));
        memcpy(item + ITEM_LEN - 2, "},", 2);
        memcpy(items + at, item, ITEM_LEN);
    }
}

void talks_init(uint64_t seed)
{
    for (int i = 0; i < 4; i++) { /* splitmix64 */
        uint64_t z = seed += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        random_state[i] = z ^ z >> 31;
    }
    seed_of_lots = random64();
    for (size_t i = 0; i < POOL_LEN; i += 8) {
        uint64_t word = random64();
        memcpy(noise + i, &word, 8);
    }
    fill_prose();
    fill_items();
}

void message_begin(struct message *m)
{
    free(m->head);
    *m = (struct message){ 0 };
}

void message_copy(const struct message *m, size_t offset, uint8_t *to, size_t len)
{
    struct {
        const void *at;
        size_t len;
    } parts[3] = {
        {m->head,  m->head_len                  },
        { m->body, m->body_len                  },
        { m->foot, m->foot ? strlen(m->foot) : 0}
    };
    for (int i = 0; i < 3 && len > 0; i++) {
        if (offset >= parts[i].len) {
            offset -= parts[i].len;
            continue;
        }
        size_t n = parts[i].len - offset < len ? parts[i].len - offset : len;
        memcpy(to, (const uint8_t *)parts[i].at + offset, n);
        to += n;
        len -= n;
        offset = 0;
    }
}

static void say_bytes(struct message *m, bool up, uint32_t pause_us, const void *head,
                      size_t len)
{
    m->up = up;
    m->pause_us = pause_us;
    m->head = malloc(len ? len : 1);
    if (!m->head)
        abort();
    memcpy(m->head, head, len);
    m->head_len = m->len = len;
}

__attribute__((format(printf, 4, 5))) static void
say(struct message *m, bool up, uint32_t pause_us, const char *format, ...)
{
    char text[HEAD_MAX];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    say_bytes(m, up, pause_us, text, (size_t)len);
}

static void add_body(struct message *m, const uint8_t *pool, size_t len)
{
    if (len > POOL_LEN / 2)
        len = POOL_LEN / 2;
    m->body = pool + dice(POOL_LEN / 2 / ITEM_LEN) * ITEM_LEN;
    m->body_len = len;
    m->len += len;
}

static void add_foot(struct message *m, const char *foot)
{
    m->foot = foot;
    m->len += strlen(foot);
}

/*
 * Chance for arguments: C leaves the order open in which those of one call are
 * worked out, so each names itself by a number and draws from the flow's own.
 */
static uint64_t lot(const struct flow *f, unsigned which)
{
    uint64_t z = (f->number << 24 | (uint64_t)(f->step & 0xffff) << 8 | which) + seed_of_lots;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static uint32_t pick(const struct flow *f, unsigned which, uint32_t sides)
{
    return sides ? (uint32_t)((lot(f, which) >> 32) * sides >> 32) : 0;
}

/* Digits that look like a hash; at most eight texts live at a time. */
static const char *hex(const struct flow *f, unsigned which, unsigned digits)
{
    static char text[8][HEAD_MAX];
    char *out = text[which % 8];
    uint64_t word = lot(f, which);
    for (unsigned i = 0; i < digits; i++) {
        if (i % 8 == 0)
            word = word * 6364136223846793005u + 1442695040888963407u;
        out[i] = "0123456789abcdef"[word >> (32 + i % 8 * 4) & 15];
    }
    out[digits] = '\0';
    return out;
}

static bool next_http(struct flow *f, struct message *m)
{
    static const char *const types[] = { "text/html", "text/css", "image/jpeg", "image/png" };
    if (f->step == 0)
        f->rounds = 1 + dice(3);
    if (f->step == 2 * f->rounds)
        return false;
    if (f->step++ % 2 == 0) {
        say(m, true, f->step > 1 ? dice(400 * MS) : 0,
            "GET /%s/%u.%s HTTP/1.1\r\nHost: www%u.site.example\r\nUser-Agent: Mozilla/5.0 "
            "(X11; "
            "Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\nAccept: */*\r\n"
            "Accept-Encoding: gzip, deflate\r\nCookie: id=%s\r\nConnection: keep-alive\r\n\r\n",
            pick(f, 0, 2) ? "news" : "static", pick(f, 1, 9999), pick(f, 2, 2) ? "html" : "jpg",
            pick(f, 3, 500), hex(f, 4, 32));
        return true;
    }
    unsigned type = dice(4);
    uint32_t size = heavy(500);
    if (size > POOL_LEN / 2)
        size = POOL_LEN / 2;
    say(m, false, dice(30 * MS),
        "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: %s\r\nContent-Length: %u\r\n"
        "Cache-Control: max-age=3600\r\nConnection: keep-alive\r\n\r\n",
        types[type], size);
    add_body(m, type < 2 ? prose : noise, size);
    return true;
}

static bool next_json(struct flow *f, struct message *m)
{
    if (f->step == 0)
        f->rounds = 2 + dice(6);
    if (f->step == 2 * f->rounds)
        return false;
    if (f->step++ % 2 == 0) {
        char body[256];
        int len = snprintf(body, sizeof(body),
                           "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":\"items.%s\",\"params\":"
                           "{\"cursor\":\"%s\",\"limit\":%u}}",
                           f->step, pick(f, 0, 2) ? "list" : "submit", hex(f, 1, 16),
                           pick(f, 2, 100));
        say(m, true, pick(f, 0, 500 * MS),
            "POST /api/v%u/items HTTP/1.1\r\nHost: api%u.service.example\r\nUser-Agent: "
            "app/4.2\r\n"
            "Authorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: "
            "%d\r\n\r\n%s",
            1 + pick(f, 1, 3), pick(f, 2, 90), hex(f, 3, 64), len, body);
        return true;
    }
    uint32_t count = heavy(3);
    if (count > POOL_LEN / 2 / ITEM_LEN)
        count = POOL_LEN / 2 / ITEM_LEN;
    size_t size = strlen("{\"items\":[") + count * ITEM_LEN + strlen("{}]}");
    say(m, false, dice(60 * MS),
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
        "Connection: keep-alive\r\n\r\n{\"items\":[",
        size);
    add_body(m, items, count * ITEM_LEN);
    add_foot(m, "{}]}");
    return true;
}

/* One TLS record of random bytes. */
static void say_record(struct message *m, bool up, uint32_t pause_us, uint8_t type,
                       uint32_t len)
{
    if (len > 16384)
        len = 16384;
    uint8_t head[5] = { type, 3, 3, (uint8_t)(len >> 8), (uint8_t)len };
    say_bytes(m, up, pause_us, head, sizeof(head));
    add_body(m, noise, len);
}

static void say_client_hello(const struct flow *f, struct message *m)
{
    static const uint8_t start[] = { 0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3 };
    static const uint8_t ciphers[] = { 0,    16,   0x13, 1,    0x13, 2,    0x13,
                                       3,    0xc0, 0x2b, 0xc0, 0x2f, 0xc0, 0x2c,
                                       0xc0, 0x30, 0xcc, 0xa9, 1,    0 };
    static const uint8_t others[] = { 0,   10,  0, 4,   0,   2,   0,   0x1d, 0,   43,  0,
                                      3,   2,   3, 4,   0,   16,  0,   14,   0,   12,  2,
                                      'h', '2', 8, 'h', 't', 't', 'p', '/',  '1', '.', '1',
                                      0,   13,  0, 6,   0,   4,   4,   3,    8,   4 };
    uint8_t hello[517] = { 0 };
    uint8_t *p = hello;
    memcpy(p, start, sizeof(start));
    p += sizeof(start);
    memcpy(p, noise + dice(POOL_LEN / 2), 32);
    p += 32;
    *p++ = 32;
    memcpy(p, noise + dice(POOL_LEN / 2), 32);
    p += 32;
    memcpy(p, ciphers, sizeof(ciphers));
    p += sizeof(ciphers);
    uint8_t *extensions = p;
    p += 2;
    char name[64];
    int len =
        snprintf(name, sizeof(name), "cdn%u.site%u.example", pick(f, 0, 40), pick(f, 1, 900));
    uint8_t sni[9] = { 0, 0, 0, (uint8_t)(len + 5), 0, (uint8_t)(len + 3), 0, 0, (uint8_t)len };
    memcpy(p, sni, sizeof(sni));
    memcpy(p + 9, name, (size_t)len);
    p += 9 + len;
    memcpy(p, others, sizeof(others));
    p += sizeof(others);
    size_t padding = (size_t)(hello + sizeof(hello) - p) - 4;
    uint8_t pad[4] = { 0, 21, (uint8_t)(padding >> 8), (uint8_t)padding };
    memcpy(p, pad, sizeof(pad));
    size_t size = (size_t)(hello + sizeof(hello) - extensions) - 2;
    extensions[0] = (uint8_t)(size >> 8);
    extensions[1] = (uint8_t)size;
    say_bytes(m, true, 0, hello, sizeof(hello));
}

static void say_server_hello(struct message *m)
{
    static const uint8_t end[] = { 0x13, 1, 0,  0, 46, 0, 43,   0, 2, 3,
                                   4,    0, 51, 0, 36, 0, 0x1d, 0, 32 };
    static const uint8_t change[] = { 0x14, 3, 3, 0, 1, 1 };
    uint8_t hello[5 + 122 + 6] = { 0x16, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3 };
    memcpy(hello + 11, noise + dice(POOL_LEN / 2), 32);
    hello[43] = 32;
    memcpy(hello + 44, noise + dice(POOL_LEN / 2), 32);
    memcpy(hello + 76, end, sizeof(end));
    memcpy(hello + 95, noise + dice(POOL_LEN / 2), 32);
    memcpy(hello + 127, change, sizeof(change));
    say_bytes(m, false, dice(5 * MS), hello, sizeof(hello));
}

static bool next_tls(struct flow *f, struct message *m)
{
    switch (f->step++) {
    case 0:
        f->rounds = 1 + dice(2);
        say_client_hello(f, m);
        return true;
    case 1:
        say_server_hello(m);
        return true;
    case 2:
        say_record(m, false, 50, TLS_DATA, 2200 + dice(2400));
        return true;
    case 3:
        say_record(m, true, dice(3 * MS), TLS_DATA, 69);
        return true;
    default:
        break;
    }
    if (f->left > 0) {
        uint32_t len = f->left > 16384 ? 16384 : (uint32_t)f->left;
        f->left -= len;
        say_record(m, false, dice(200), TLS_DATA, len);
        return true;
    }
    if (f->rounds-- == 0)
        return false;
    f->left = heavy(400);
    say_record(m, true, f->step > 5 ? pick(f, 0, 900 * MS) : 0, TLS_DATA,
               150 + pick(f, 1, 800));
    return true;
}

static bool next_dns(struct flow *f, struct message *m)
{
    uint8_t text[256] = { 0 };
    static const uint8_t question[] = { 0, 0, 1, 0, 1 };
    static const uint8_t answer[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 18, 1, 1 };
    bool is_answer = f->step == 1;
    if (f->step++ == 2)
        return false;
    if (!is_answer)
        f->left = random64();
    unsigned name = (unsigned)(f->left >> 40) % 900;
    memcpy(text, &f->left, 2);
    text[2] = is_answer ? 0x81 : 1;
    text[3] = is_answer ? 0x80 : 0;
    text[5] = 1;
    text[7] = is_answer;
    size_t len = 12;
    len += (size_t)sprintf((char *)text + len, "%cwww%c%csite%03u%cexample", 3, 'a' + name % 26,
                           7, name, 7);
    text[12] = 4;
    memcpy(text + len, question, sizeof(question));
    len += sizeof(question);
    if (is_answer) {
        memcpy(text + len, answer, sizeof(answer));
        len += sizeof(answer);
    }
    say_bytes(m, !is_answer, is_answer ? dice(10 * MS) : 0, text, len);
    return true;
}

static bool next_ssh(struct flow *f, struct message *m)
{
    unsigned step = f->step++;
    if (step == 0)
        f->rounds = 20 + dice(200);
    if (step < 2) {
        say(m, step == 0, 0, "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u%u\r\n", dice(5));
    } else if (step < 4) {
        static const uint8_t kexinit[] = { 0, 0, 4, 0x54, 6, 20 };
        say_bytes(m, step == 2, 0, kexinit, sizeof(kexinit));
        add_body(m, noise, 1106);
    } else if (step < f->rounds) {
        say_bytes(m, step % 2 == 0, step % 2 ? 0 : dice(600 * MS), "", 0);
        add_body(m, noise, step % 2 ? 36 + heavy(16) : 36);
    } else {
        return false;
    }
    return true;
}

static bool next_smb(struct flow *f, struct message *m)
{
    unsigned step = f->step++;
    if (step == 0)
        f->rounds = 8 + dice(40);
    if (step == f->rounds)
        return false;
    bool up = step % 2 == 0;
    uint32_t body = up || step < 6 ? 60 + dice(200) : heavy(2000) % 60000;
    uint8_t head[68] = {
        0, 0, (uint8_t)((64 + body) >> 8), (uint8_t)(64 + body), 0xfe, 'S', 'M', 'B', 64
    };
    head[16] = step < 2 ? 0 : step < 6 ? 1 : 8; /* negotiate, session set-up, read */
    head[20] = !up;
    say_bytes(m, up, up ? pick(f, 0, 20 * MS) : pick(f, 1, MS), head, sizeof(head));
    add_body(m, noise, body);
    return true;
}

static bool next_video(struct flow *f, struct message *m)
{
    if (f->step++ == 0) {
        f->left = 1000000 + (uint64_t)dice(8000000);
        say(m, true, 0,
            "GET /live/%u/seg-%u.ts HTTP/1.1\r\nHost: video%u.cdn.example\r\nUser-Agent: "
            "player/3.1\r\n\r\n",
            pick(f, 0, 100), pick(f, 1, 10000), pick(f, 2, 30));
        return true;
    }
    if (f->step == 2) {
        say(m, false, dice(10 * MS),
            "HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\nContent-Length: %llu\r\n\r\n",
            (unsigned long long)f->left);
        return true;
    }
    if (f->left == 0)
        return false;
    uint32_t len = f->left > 65536 ? 65536 : (uint32_t)f->left;
    f->left -= len;
    say_bytes(m, false, 5 * MS + dice(60 * MS), "", 0);
    add_body(m, noise, len);
    return true;
}

static bool next_quic(struct flow *f, struct message *m)
{
    static const uint8_t initial[] = { 0xc3, 0, 0, 0, 1, 8 };
    if (f->step == 0)
        f->rounds = 10 + heavy(6) % 4000;
    unsigned step = f->step++;
    if (step == f->rounds)
        return false;
    if (step < 2) {
        say_bytes(m, step == 0, 0, initial, sizeof(initial));
        add_body(m, noise, 1194);
        return true;
    }
    bool up = step % 6 == 0;
    uint8_t head = 0x40 | (uint8_t)dice(64);
    say_bytes(m, up, dice(3 * MS), &head, 1);
    add_body(m, noise, up ? 35 : 1200);
    return true;
}

static bool next_torrent(struct flow *f, struct message *m)
{
    unsigned step = f->step++;
    if (step == 0)
        f->rounds = 4 + dice(20);
    if (step < 2) {
        say(m, step == 0, 0, "%cBitTorrent protocol", 19);
        add_body(m, noise, 48);
        return true;
    }
    if (step == f->rounds)
        return false;
    static const uint8_t request[] = { 0, 0, 0, 13, 6, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x40, 0 };
    static const uint8_t piece[] = { 0, 0, 0x40, 9, 7, 0, 0, 0, 1, 0, 0, 0, 0 };
    if (step % 2 == 0) {
        say_bytes(m, true, dice(100 * MS), request, sizeof(request));
    } else {
        say_bytes(m, false, 0, piece, sizeof(piece));
        add_body(m, noise, 16384);
    }
    return true;
}

static bool next_peer_udp(struct flow *f, struct message *m)
{
    unsigned step = f->step++;
    if (step == 0)
        f->rounds = 2 + (dice(2) ? dice(20) : 0);
    if (step == f->rounds)
        return false;
    if (step < 2)
        say(m, step == 0, 0,
            step ? "d1:rd2:id20:%se1:t2:aa1:y1:re" : "d1:ad2:id20:%se1:q4:ping1:t2:aa1:y1:qe",
            hex(f, 0, 20));
    else {
        say_bytes(m, step % 2 == 0, dice(200 * MS), "", 0);
        add_body(m, noise, 20 + heavy(60) % 1380);
    }
    return true;
}

static bool next_nothing(struct flow *f, struct message *m)
{
    (void)f;
    (void)m;
    return false;
}

static bool next_stratum(struct flow *f, struct message *m)
{
    unsigned step = f->step++;
    if (step == 0) {
        say(m, true, 0,
            "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": "
            "[\"cpuminer/2.5.1\"]}\n");
    } else if (step == 1) {
        say(m, false, 0,
            "{\"id\":1,\"result\":[[[\"mining.notify\",\"%s\"]],\"%s\",4],\"error\":null}\n",
            hex(f, 0, 8), hex(f, 1, 8));
    } else if (step == 2) {
        say(m, true, 0,
            "{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"account.w%u\", "
            "\"x\"]}\n",
            (unsigned)f->number);
    } else if (step == 3) {
        say(m, false, 0, "{\"id\":2,\"result\":true,\"error\":null}\n");
    } else if (step % 3 == 1) {
        say(m, false, step == 4 ? 0 : dice(20 * SECOND),
            "{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"%s\",\"%s\",\"%s\",\"%s\","
            "[\"%s\","
            "\"%s\"],\"20000000\",\"1702905c\",\"6b02b8a1\",true]}\n",
            hex(f, 0, 8), hex(f, 1, 64), hex(f, 2, 110), hex(f, 3, 184), hex(f, 4, 64),
            hex(f, 5, 64));
    } else if (step % 3 == 2) {
        say(m, true, dice(15 * SECOND),
            "{\"method\": \"mining.submit\", \"params\": [\"account.w%u\", \"%s\", "
            "\"00000000\", "
            "\"6b02b8a1\", \"%s\"], \"id\":4}\n",
            (unsigned)f->number, hex(f, 0, 8), hex(f, 1, 8));
    } else {
        say(m, false, dice(30 * MS), "{\"id\":4,\"result\":true,\"error\":null}\n");
    }
    return true;
}

static bool next_xmrig(struct flow *f, struct message *m)
{
    unsigned step = f->step++;
    if (step == 0) {
        say(m, true, 0,
            "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"login\",\"params\":{\"login\":\"host-%"
            "u\",\"pass\":"
            "\"x\",\"agent\":\"XMRig/6.26.0 (Linux x86_64) libuv/1.44.2 "
            "gcc/12.2.0\",\"algo\":[\"cn/r\","
            "\"rx/0\",\"rx/wow\",\"argon2/chukwa\",\"ghostrider\"]}}\n",
            (unsigned)f->number);
    } else if (step == 1) {
        say(m, false, 0,
            "{\"id\":1,\"jsonrpc\":\"2.0\",\"error\":null,\"result\":{\"id\":\"%s\",\"job\":{"
            "\"blob\":\"1010%s"
            "\",\"job_id\":\"%s\",\"target\":\"b88d0600\",\"algo\":\"rx/0\",\"height\":3361207,"
            "\"seed_hash\":\"%s\"},\"status\":\"OK\"}}\n",
            hex(f, 0, 16), hex(f, 1, 148), hex(f, 2, 16), hex(f, 3, 64));
    } else if (step % 3 == 2) {
        say(m, true, dice(15 * SECOND),
            "{\"id\":%u,\"jsonrpc\":\"2.0\",\"method\":\"submit\",\"params\":{\"id\":\"%s\","
            "\"job_id\":\"%s\","
            "\"nonce\":\"%s\",\"result\":\"%s\"}}\n",
            step, hex(f, 0, 16), hex(f, 1, 16), hex(f, 2, 8), hex(f, 3, 64));
    } else if (step % 3 == 0) {
        say(m, false, dice(30 * MS),
            "{\"id\":%u,\"jsonrpc\":\"2.0\",\"error\":null,\"result\":{\"status\":\"OK\"}}\n",
            step - 1);
    } else {
        say(m, false, dice(30 * SECOND),
            "{\"jsonrpc\":\"2.0\",\"method\":\"job\",\"params\":{\"blob\":\"1010%s\",\"job_"
            "id\":\"%s\","
            "\"target\":\"b88d0600\",\"algo\":\"rx/"
            "0\",\"height\":3361208,\"seed_hash\":\"%s\"}}\n",
            hex(f, 0, 148), hex(f, 1, 16), hex(f, 2, 64));
    }
    return true;
}

static bool next_ethproxy(struct flow *f, struct message *m)
{
    unsigned step = f->step++;
    if (step == 0) {
        say(m, true, 0,
            "{\"id\":1,\"method\":\"eth_submitLogin\",\"params\":[\"0x%s\",\"x\"],\"worker\":"
            "\"rig%u\"}\n",
            hex(f, 0, 40), (unsigned)f->number);
    } else if (step == 1) {
        say(m, false, 0, "{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":true}\n");
    } else if (step == 2) {
        say(m, true, 0, "{\"id\":5,\"method\":\"eth_getWork\",\"params\":[]}\n");
    } else if (step % 3 == 0) {
        say(m, false, step == 3 ? 0 : dice(25 * SECOND),
            "{\"id\":%u,\"jsonrpc\":\"2.0\",\"result\":[\"0x%s\",\"0x%s\",\"0x%s\"]}\n",
            step == 3 ? 5 : 0, hex(f, 0, 64), hex(f, 1, 64), hex(f, 2, 64));
    } else if (step % 3 == 1) {
        say(m, true, dice(12 * SECOND),
            "{\"id\":40,\"method\":\"eth_submitWork\",\"params\":[\"0x%s\",\"0x%s\",\"0x%s\"],"
            "\"worker\":"
            "\"rig%u\"}\n",
            hex(f, 0, 16), hex(f, 1, 64), hex(f, 2, 64), (unsigned)f->number);
    } else {
        say(m, false, dice(30 * MS), "{\"id\":40,\"jsonrpc\":\"2.0\",\"result\":true}\n");
    }
    return true;
}

/* clang-format off */
static const struct kind kinds[] = {
    { .name = "dns", .share = { 4000, 2400 }, .port = 53, .is_udp = true, .next = next_dns },
    { .name = "tls", .share = { 2200, 1000 }, .port = 443, .next = next_tls },
    { .name = "http", .share = { 800, 800 }, .port = 80, .next = next_http },
    { .name = "json", .share = { 400, 4000 }, .port = 8080, .next = next_json },
    { .name = "peer-udp", .share = { 1400, 600 }, .port = 6881, .is_udp = true, .next = next_peer_udp },
    { .name = "quic", .share = { 160, 200 }, .port = 443, .is_udp = true, .next = next_quic },
    { .name = "torrent", .share = { 20, 60 }, .port = 6882, .next = next_torrent },
    { .name = "ssh", .share = { 40, 40 }, .port = 22, .next = next_ssh },
    { .name = "smb", .share = { 18, 42 }, .port = 445, .next = next_smb },
    { .name = "video", .share = { 2, 2 }, .port = 80, .next = next_video },
    { .name = "scan", .share = { 960, 856 }, .port = 23, .is_refused = true, .next = next_nothing },
};
/* clang-format on */

/* clang-format off */
static const struct kind mining[] = {
    { .name = "stratum", .port = 3333, .next = next_stratum },
    { .name = "xmrig", .port = 14444, .next = next_xmrig },
    { .name = "eth-proxy", .port = 4444, .next = next_ethproxy },
};
/* clang-format on */

const struct kind *kind_any(enum mix mix)
{
    uint32_t roll = dice(10000);
    size_t i = 0;
    while (i + 1 < sizeof(kinds) / sizeof(kinds[0]) && roll >= kinds[i].share[mix])
        roll -= kinds[i++].share[mix];
    return &kinds[i];
}

const struct kind *kind_mining(uint64_t turn)
{
    return &mining[turn % (sizeof(mining) / sizeof(mining[0]))];
}
