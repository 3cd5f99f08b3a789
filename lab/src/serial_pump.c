/*
 * serial_pump A B KIB [a2b|b2a|both]
 *
 * Sends KIB kibibytes from one serial port to the other, or both ways at once, in raw mode, checks every byte and prints
 * MB/s. Meant for the two ends of an ACM gadget: /dev/ttyGS0 and /dev/ttyACM0.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <termios.h>
#include <unistd.h>

#include "measure.h"

#define CHUNK 4096
#define STALLED_AFTER_MILLIS 15000

/* One direction of travel: bytes made from their place in the stream, so that the receiver knows what must come. */
struct flow {
	const char *label;
	int from, to;
	long total, sent, received;
	uint8_t salt; /* tells the two directions apart */
};

/* The byte at a place: a sequence that repeats neither with the chunk nor with any USB packet size. */
static uint8_t byte_at(const struct flow *flow, long place)
{
	return (uint8_t)(place % 251 + place / 251 + flow->salt);
}

static int open_raw(const char *path)
{
	struct termios t;
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);

	if (fd < 0 || tcgetattr(fd, &t))
		fail("open", path);
	cfmakeraw(&t);
	t.c_cflag |= CLOCAL;
	cfsetspeed(&t, B115200);
	if (tcsetattr(fd, TCSANOW, &t))
		fail("raw mode of", path);
	tcflush(fd, TCIOFLUSH);
	return fd;
}

/* Sends what the port takes now. */
static void send_some(struct flow *flow)
{
	uint8_t chunk[CHUNK];
	long left = flow->total - flow->sent, n = left < CHUNK ? left : CHUNK, i;
	ssize_t taken;

	for (i = 0; i < n; i++)
		chunk[i] = byte_at(flow, flow->sent + i);
	taken = write(flow->from, chunk, n);
	if (taken < 0 && errno != EAGAIN)
		fail("write of", flow->label);
	if (taken > 0)
		flow->sent += taken;
}

/* Takes what has come, and checks it. */
static void receive_some(struct flow *flow)
{
	uint8_t chunk[CHUNK];
	ssize_t got = read(flow->to, chunk, sizeof(chunk)), i;

	if (got < 0 && errno != EAGAIN)
		fail("read of", flow->label);
	for (i = 0; i < got; i++) {
		if (flow->received + i >= flow->total || chunk[i] != byte_at(flow, flow->received + i)) {
			fprintf(stderr, "%s: byte %ld is wrong: 0x%02x\n", flow->label, flow->received + (long)i, chunk[i]);
			exit(1);
		}
	}
	if (got > 0)
		flow->received += got;
}

int main(int argc, char **argv)
{
	const char *ways = argc > 4 ? argv[4] : "both";
	struct flow flows[2];
	double started, elapsed;
	int a, b, n = 0, i;
	long total, moved = 0;

	if (argc < 4 || (strcmp(ways, "a2b") && strcmp(ways, "b2a") && strcmp(ways, "both"))) {
		fprintf(stderr, "usage: serial_pump A B KIB [a2b|b2a|both]\n");
		return 2;
	}
	total = count_argument(argv[3], "KIB") * 1024;
	a = open_raw(argv[1]);
	b = open_raw(argv[2]);
	if (strcmp(ways, "b2a"))
		flows[n++] = (struct flow){ "a2b", a, b, total, 0, 0, 1 };
	if (strcmp(ways, "a2b"))
		flows[n++] = (struct flow){ "b2a", b, a, total, 0, 0, 100 };
	/* Opening the host's end sends line settings to the gadget; what was under way before them may still be dropped. */
	usleep(100000);

	started = now_seconds();
	for (;;) {
		struct pollfd ports[4];
		int unfinished = 0;

		for (i = 0; i < n; i++) {
			ports[2 * i] = (struct pollfd){ flows[i].from, flows[i].sent < total ? POLLOUT : 0, 0 };
			ports[2 * i + 1] = (struct pollfd){ flows[i].to, POLLIN, 0 };
			unfinished |= flows[i].received < total;
		}
		if (!unfinished)
			break;
		if (poll(ports, 2 * n, STALLED_AFTER_MILLIS) == 0) {
			for (i = 0; i < n; i++)
				fprintf(stderr, "%s stalled: %ld sent, %ld received of %ld\n", flows[i].label, flows[i].sent,
					flows[i].received, total);
			return 1;
		}
		for (i = 0; i < n; i++) {
			if (ports[2 * i].revents & POLLOUT)
				send_some(&flows[i]);
			if (ports[2 * i + 1].revents & POLLIN)
				receive_some(&flows[i]);
			if ((ports[2 * i].revents | ports[2 * i + 1].revents) & POLLNVAL) {
				fprintf(stderr, "%s: the port has gone\n", flows[i].label);
				return 1;
			}
		}
	}
	elapsed = now_seconds() - started;
	for (i = 0; i < n; i++)
		moved += flows[i].received;
	printf("serial %s: %ld KiB each way, all bytes right, %.2f MB/s in all, %.3f s\n", ways, total / 1024,
	       moved / elapsed / 1e6, elapsed);
	return 0;
}
