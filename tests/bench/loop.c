// SPDX-License-Identifier: Apache-2.0
/*
 * loop - the empty pcap_loop: what reading a capture costs when nothing is done
 *
 *     loop FILE
 *
 * All ratios of the bench are against this. The packets and bytes are counted
 * and printed, so that the loop has a result and cannot be left out.
 */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>

struct sums {
    uint64_t packets, bytes;
};

static void count(u_char *ctx, const struct pcap_pkthdr *head, const u_char *data)
{
    struct sums *sums = (struct sums *)ctx;
    (void)data;
    sums->packets++;
    sums->bytes += head->caplen;
}

int main(int argc, char **argv)
{
    char error[PCAP_ERRBUF_SIZE];
    if (argc != 2) {
        fputs("usage: loop FILE\n", stderr);
        return 2;
    }
    pcap_t *pcap = pcap_open_offline(argv[1], error);
    if (!pcap) {
        fprintf(stderr, "loop: %s\n", error);
        return 1;
    }
    struct sums sums = { 0 };
    int result = pcap_loop(pcap, -1, count, (u_char *)&sums);
    if (result == -1)
        fprintf(stderr, "loop: %s\n", pcap_geterr(pcap));
    pcap_close(pcap);
    printf("%" PRIu64 " packets, %" PRIu64 " bytes\n", sums.packets, sums.bytes);
    return result == -1;
}
