/*
 * hid_lat GADGET_NODE HIDRAW_NODE COUNT [PAUSE_MILLIS]
 *
 * Presses and releases keys at a keyboard gadget (/dev/hidg<n>) and prints how long each report takes until the host's
 * hidraw node has it. Both ends are in one machine, hence one clock.
 */
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "measure.h"

#define REPORT_BYTES 8 /* boot keyboard */
#define FIRST_KEY 0x04 /* usage "a" */
#define KEYS 20
#define LOST_AFTER_MILLIS 5000
#define DEFAULT_PAUSE_MILLIS 7 /* not a multiple of the polling interval */

static void drop_pending(int fd)
{
	unsigned char report[64];

	while (read(fd, report, sizeof(report)) > 0)
		;
}

int main(int argc, char **argv)
{
	long i, count, pause_millis, arrived = 0;
	int gadget, host;
	double *took;

	if (argc < 4) {
		fprintf(stderr, "usage: hid_lat GADGET_NODE HIDRAW_NODE COUNT [PAUSE_MILLIS]\n");
		return 2;
	}
	count = count_argument(argv[3], "COUNT");
	pause_millis = argc > 4 ? count_argument(argv[4], "PAUSE_MILLIS") : DEFAULT_PAUSE_MILLIS;
	took = malloc(count * sizeof(*took));
	gadget = open(argv[1], O_RDWR);
	if (gadget < 0 || !took)
		fail("open", argv[1]);
	host = open(argv[2], O_RDONLY | O_NONBLOCK);
	if (host < 0)
		fail("open", argv[2]);
	drop_pending(host);
	for (i = 0; i < count; i++) {
		/* Even: a key goes down; odd: all keys up. So every report differs from the one before. */
		unsigned char report[REPORT_BYTES] = { 0, 0, i % 2 ? 0 : FIRST_KEY + i / 2 % KEYS };
		unsigned char seen[REPORT_BYTES];
		struct pollfd ready = { .fd = host, .events = POLLIN };
		double begun = now_seconds();

		if (write(gadget, report, sizeof(report)) != sizeof(report))
			fail("write to", argv[1]);
		if (poll(&ready, 1, LOST_AFTER_MILLIS) <= 0) {
			fprintf(stderr, "report %ld did not arrive within %d ms\n", i, LOST_AFTER_MILLIS);
			return 1;
		}
		if (read(host, seen, sizeof(seen)) != sizeof(seen) || memcmp(seen, report, sizeof(seen))) {
			fprintf(stderr, "report %ld arrived changed\n", i);
			return 1;
		}
		took[arrived++] = now_seconds() - begun;
		usleep(pause_millis * 1000);
	}
	print_spread("report", took, arrived);
	return 0;
}
