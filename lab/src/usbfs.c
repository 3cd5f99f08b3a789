/*
 * usbfs COMMAND NODE INTERFACE [argument...]
 *
 * A program that uses a device from user space, as libusb would, with every URB in its own hands.
 *
 *   hold                                claims the interface, says "holding", waits to be killed
 *   control TYPE REQUEST VALUE INDEX LENGTH    an IN control request; prints the answer in hex
 *   pending IN_EP COUNT BYTES           leaves so many IN URBs pending, says "pending", waits to be killed
 *   unlink IN_EP COUNT BYTES ROUNDS     the same, but takes them back itself; every URB must come back cancelled
 *   loopback OUT_EP IN_EP KIB BYTES DEPTH      for a loopback gadget: DEPTH URBs of BYTES in flight each way, every byte checked
 *   impatient OUT_EP IN_EP KIB BYTES MILLIS    for a loopback gadget: one URB at a time, each read taken back after MILLIS and
 *                                       tried again, every byte checked; some must have been taken back
 *   stall OUT_EP IN_EP BYTES            for a loopback gadget: halts OUT_EP; a transfer must stall, and work once that is cleared
 *
 * Numbers as in C: 0x81 is hexadecimal.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <poll.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "measure.h"

#define MOST_URBS 256
#define STALLED_AFTER_MILLIS 15000
#define CONTROL_MILLIS 5000

/* One URB and its buffer. */
struct request {
	struct usbdevfs_urb urb;
	uint8_t *data;
};

static const char *node;
static int device;

static unsigned long number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	if (*text == '\0' || *end != '\0') {
		fprintf(stderr, "not a number: '%s'\n", text);
		exit(2);
	}
	return value;
}

static struct request *new_requests(int count, int bytes, uint8_t endpoint)
{
	struct request *all = calloc(count, sizeof(*all));
	int i;

	if (!all || count < 1 || count > MOST_URBS || bytes < 1) {
		fprintf(stderr, "1 to %d URBs of at least 1 byte, please\n", MOST_URBS);
		exit(2);
	}
	for (i = 0; i < count; i++) {
		all[i].data = malloc(bytes);
		if (!all[i].data)
			fail("allocate for", node);
		all[i].urb = (struct usbdevfs_urb){ .type = USBDEVFS_URB_TYPE_BULK, .endpoint = endpoint,
						    .buffer = all[i].data, .buffer_length = bytes, .usercontext = &all[i] };
	}
	return all;
}

static void submit(struct request *request)
{
	if (ioctl(device, USBDEVFS_SUBMITURB, &request->urb))
		fail("submit to", node);
}

/* The next URB that has ended; NULL if none does in time. */
static struct request *reap_within(int millis)
{
	struct pollfd ready = { .fd = device, .events = POLLOUT };
	struct usbdevfs_urb *urb;

	while (ioctl(device, USBDEVFS_REAPURBNDELAY, &urb)) {
		if (errno != EAGAIN)
			fail("reap from", node);
		if (poll(&ready, 1, millis) == 0)
			return NULL;
	}
	return urb->usercontext;
}

/* The next URB that has ended; waits for it, but not for ever. */
static struct request *reap(void)
{
	struct request *ended = reap_within(STALLED_AFTER_MILLIS);

	if (!ended) {
		fprintf(stderr, "no URB of %s ended within %d ms\n", node, STALLED_AFTER_MILLIS);
		exit(1);
	}
	return ended;
}

static void say_and_wait(const char *word)
{
	puts(word);
	fflush(stdout);
	for (;;)
		pause();
}

static int control_in(unsigned type, unsigned request, unsigned value, unsigned index, unsigned length, uint8_t *answer)
{
	struct usbdevfs_ctrltransfer transfer = { type, request, value, index, length, CONTROL_MILLIS, answer };
	int got = ioctl(device, USBDEVFS_CONTROL, &transfer);

	if (got < 0)
		fail("control request to", node);
	return got;
}

static int command_control(char **arguments)
{
	uint8_t answer[4096];
	unsigned long length = number(arguments[4]);
	int got, i;

	if (length > sizeof(answer)) {
		fprintf(stderr, "at most %zu bytes\n", sizeof(answer));
		return 2;
	}
	got = control_in(number(arguments[0]), number(arguments[1]), number(arguments[2]), number(arguments[3]), length, answer);
	for (i = 0; i < got; i++)
		printf("%02x", answer[i]);
	putchar('\n');
	return 0;
}

static int command_pending(char **arguments)
{
	int count = number(arguments[1]), i;
	struct request *all = new_requests(count, number(arguments[2]), number(arguments[0]));

	for (i = 0; i < count; i++)
		submit(&all[i]);
	say_and_wait("pending");
	return 0;
}

static int command_unlink(char **arguments)
{
	int count = number(arguments[1]), rounds = number(arguments[3]), round, i;
	struct request *all = new_requests(count, number(arguments[2]), number(arguments[0]));
	double begun, longest = 0;

	for (round = 0; round < rounds; round++) {
		for (i = 0; i < count; i++)
			submit(&all[i]);
		begun = now_seconds();
		/* Backwards, as libusb does: nothing behind a cancelled URB gets its turn. */
		for (i = count; i-- > 0;)
			if (ioctl(device, USBDEVFS_DISCARDURB, &all[i].urb))
				fail("discard an URB of", node);
		for (i = 0; i < count; i++) {
			struct request *ended = reap();

			if (ended->urb.status != -ENOENT) {
				fprintf(stderr, "a discarded URB ended with %d, %d bytes\n", ended->urb.status,
					ended->urb.actual_length);
				return 1;
			}
		}
		if (now_seconds() - begun > longest)
			longest = now_seconds() - begun;
	}
	printf("unlinked %d times %d URBs, at most %.1f ms for all of them\n", rounds, count, longest * 1e3);
	return 0;
}

/* The byte at a place of the stream: repeats neither with a packet nor with a buffer. */
static uint8_t byte_at(long place)
{
	return (uint8_t)(place % 251 + place / 251);
}

static int command_loopback(char **arguments)
{
	uint8_t out = number(arguments[0]), in = number(arguments[1]);
	long total = number(arguments[2]) * 1024, sent = 0, asked = 0, received = 0, acknowledged = 0, i;
	int bytes = number(arguments[3]), depth = number(arguments[4]), k;
	struct request *outs = new_requests(depth, bytes, out), *ins = new_requests(depth, bytes, in), *ended;
	double begun = now_seconds();

	if (total % bytes) {
		fprintf(stderr, "KIB must be a multiple of the URB's bytes\n");
		return 2;
	}
	for (k = 0; k < depth && asked < total; k++, asked += bytes)
		submit(&ins[k]);
	for (k = 0; k < depth && sent < total; k++, sent += bytes) {
		for (i = 0; i < bytes; i++)
			outs[k].data[i] = byte_at(sent + i);
		submit(&outs[k]);
	}
	while (received < total || acknowledged < total) {
		ended = reap();
		if (ended->urb.status || (ended->urb.endpoint == out && ended->urb.actual_length != bytes)) {
			fprintf(stderr, "URB on 0x%02x ended with %d, %d bytes\n", ended->urb.endpoint, ended->urb.status,
				ended->urb.actual_length);
			return 1;
		}
		if (ended->urb.endpoint == out) {
			acknowledged += bytes;
			if (sent < total) {
				for (i = 0; i < bytes; i++)
					ended->data[i] = byte_at(sent + i);
				sent += bytes;
				submit(ended);
			}
			continue;
		}
		for (i = 0; i < ended->urb.actual_length; i++) {
			if (ended->data[i] != byte_at(received + i)) {
				fprintf(stderr, "byte %ld is wrong: 0x%02x\n", received + i, ended->data[i]);
				return 1;
			}
		}
		received += ended->urb.actual_length;
		if (asked < total || received + (long)(depth - 1) * bytes < total) {
			asked += bytes;
			submit(ended);
		}
	}
	printf("loopback %ld KiB, %d URBs of %d bytes each way, all bytes right, %.2f MB/s\n", total / 1024, depth, bytes,
	       total / (now_seconds() - begun) / 1e6);
	return 0;
}

/* Reads what has come at once or within a time; returns how much that was. */
static int read_impatiently(struct request *in, int millis, int *given_up)
{
	submit(in);
	if (!reap_within(millis)) {
		/* It may end by itself in this very moment: then it cannot be taken back any more. */
		if (ioctl(device, USBDEVFS_DISCARDURB, &in->urb) && errno != EINVAL)
			fail("discard an URB of", node);
		reap();
		++*given_up;
	}
	if (in->urb.status && in->urb.status != -ENOENT) {
		fprintf(stderr, "URB on 0x%02x ended with %d\n", in->urb.endpoint, in->urb.status);
		exit(1);
	}
	return in->urb.actual_length;
}

static int command_impatient(char **arguments)
{
	long total = number(arguments[2]) * 1024, sent = 0, received = 0, i;
	int bytes = number(arguments[3]), millis = number(arguments[4]), given_up = 0, got;
	struct request *out = new_requests(1, bytes, number(arguments[0])), *in = new_requests(1, bytes, number(arguments[1]));
	double until;

	for (; sent < total; sent += bytes) {
		for (i = 0; i < bytes; i++)
			out->data[i] = byte_at(sent + i);
		submit(out);
		if (reap()->urb.status) {
			fprintf(stderr, "writing ended with %d\n", out->urb.status);
			return 1;
		}
		until = now_seconds() + STALLED_AFTER_MILLIS / 1e3;
		while (received < sent + bytes) {
			got = read_impatiently(in, millis, &given_up);
			for (i = 0; i < got; i++) {
				if (in->data[i] != byte_at(received + i)) {
					fprintf(stderr, "byte %ld is wrong: 0x%02x\n", received + i, in->data[i]);
					return 1;
				}
			}
			received += got;
			if (now_seconds() > until) {
				fprintf(stderr, "byte %ld never came; %d reads were given up\n", received, given_up);
				return 1;
			}
		}
	}
	printf("impatient %ld KiB by URBs of %d bytes, %d reads given up after %d ms, all bytes right\n", total / 1024, bytes,
	       given_up, millis);
	return given_up > 0 ? 0 : 1;
}

/* Sends something through a loopback gadget; returns the status with which that, or its way back, ended. */
static int echo_status(struct request *out, struct request *in)
{
	int status;

	submit(out);
	if ((status = reap()->urb.status))
		return status;
	memset(in->data, 0, in->urb.buffer_length);
	submit(in);
	if (!(status = reap()->urb.status) && memcmp(in->data, out->data, out->urb.buffer_length)) {
		fprintf(stderr, "the echo is not what was sent\n");
		exit(1);
	}
	return status;
}

static int is_halted(uint8_t endpoint)
{
	uint8_t status[2] = { 0xff, 0xff };

	control_in(0x82, 0 /* GET_STATUS */, 0, endpoint, sizeof(status), status);
	return status[0] & 1;
}

static int command_stall(char **arguments)
{
	uint8_t endpoint = number(arguments[0]);
	unsigned cleared = endpoint;
	int bytes = number(arguments[2]), status, i;
	struct request *out = new_requests(1, bytes, endpoint), *in = new_requests(1, bytes, number(arguments[1]));
	struct usbdevfs_ctrltransfer halt = { 0x02, 3 /* SET_FEATURE */, 0 /* ENDPOINT_HALT */, endpoint, 0, CONTROL_MILLIS, NULL };

	for (i = 0; i < bytes; i++)
		out->data[i] = byte_at(i + 1);
	if ((status = echo_status(out, in)) || is_halted(endpoint)) {
		fprintf(stderr, "not well to begin with: status %d\n", status);
		return 1;
	}
	if (ioctl(device, USBDEVFS_CONTROL, &halt) < 0)
		fail("halt an endpoint of", node);
	if (!is_halted(endpoint) || (status = echo_status(out, in)) != -EPIPE) {
		fprintf(stderr, "a halted endpoint should stall: status %d, halted %d\n", status, is_halted(endpoint));
		return 1;
	}
	if (ioctl(device, USBDEVFS_CLEAR_HALT, &cleared))
		fail("clear the halt of", node);
	if (is_halted(endpoint) || (status = echo_status(out, in))) {
		fprintf(stderr, "a cleared endpoint should work: status %d, halted %d\n", status, is_halted(endpoint));
		return 1;
	}
	printf("stalled when halted, worked when cleared\n");
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int arguments;
		int (*run)(char **);
	} commands[] = {
		{ "hold", 0, NULL },		      { "control", 5, command_control }, { "pending", 3, command_pending },
		{ "unlink", 4, command_unlink },      { "loopback", 5, command_loopback }, { "stall", 3, command_stall },
		{ "impatient", 5, command_impatient },
	};
	unsigned interface, i;

	for (i = 0; argc >= 4 && i < sizeof(commands) / sizeof(*commands); i++) {
		if (strcmp(argv[1], commands[i].name) || argc - 4 != commands[i].arguments)
			continue;
		node = argv[2];
		interface = number(argv[3]);
		device = open(node, O_RDWR | O_CLOEXEC);
		if (device < 0)
			fail("open", node);
		if (ioctl(device, USBDEVFS_CLAIMINTERFACE, &interface))
			fail("claim an interface of", node);
		if (!commands[i].run)
			say_and_wait("holding");
		return commands[i].run(argv + 4);
	}
	fprintf(stderr, "usage: usbfs hold|control|pending|unlink|loopback|stall|impatient NODE INTERFACE [argument...]\n");
	return 2;
}
