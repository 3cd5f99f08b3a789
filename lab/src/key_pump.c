/*
 * key_pump GADGET_NODE HIDRAW_NODE EVDEV_NODE COUNT
 *
 * Types COUNT keys at a keyboard gadget (/dev/hidg<n>) as fast as the host takes them, and checks at the host's end that the very
 * same reports arrive in the same order, and that the kernel makes of them the same key presses. Then switches an LED on at
 * the host and checks that the gadget hears of it.
 */
#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <stdint.h>
#include <unistd.h>

#include "measure.h"

#define REPORT_BYTES 8 /* boot keyboard */
#define STALLED_AFTER_MILLIS 10000
/* hidraw keeps 64 reports for a slow reader: no more than that are ever under way. */
#define MOST_UNDER_WAY 32
#define LED_CAPS_LOCK 0x02

/* What the kernel makes of the HID usages 0x04 ("a") to 0x1d ("z"). */
static const uint16_t letters[] = { KEY_A, KEY_B, KEY_C, KEY_D, KEY_E, KEY_F, KEY_G, KEY_H, KEY_I, KEY_J, KEY_K, KEY_L, KEY_M,
				    KEY_N, KEY_O, KEY_P, KEY_Q, KEY_R, KEY_S, KEY_T, KEY_U, KEY_V, KEY_W, KEY_X, KEY_Y, KEY_Z };

static int open_node(const char *path, int flags)
{
	int fd = open(path, flags | O_NONBLOCK | O_CLOEXEC);
	char old[4096];

	if (fd < 0)
		fail("open", path);
	while (read(fd, old, sizeof(old)) > 0)
		;
	return fd;
}

/* The letter that is typed in a place: a fixed sequence in which every letter follows every other now and then. */
static int letter_at(long place)
{
	uint32_t mixed = (uint32_t)(place + 1) * 2654435761u;

	return (mixed >> 16) % 26;
}

/* Even reports press a key, odd ones release it. */
static void report_at(long place, uint8_t *report)
{
	memset(report, 0, REPORT_BYTES);
	if (place % 2 == 0)
		report[2] = 0x04 + letter_at(place / 2);
}

static void give_up(const char *what, long place)
{
	fprintf(stderr, "%s, at number %ld\n", what, place);
	exit(1);
}

static void check_report(int hidraw, long place)
{
	uint8_t expected[REPORT_BYTES], seen[REPORT_BYTES + 1];

	report_at(place, expected);
	if (read(hidraw, seen, sizeof(seen)) != REPORT_BYTES || memcmp(seen, expected, REPORT_BYTES))
		give_up("another report arrived than was sent", place);
}

/* Reads what evdev has; returns how many key events are known to be right now. */
static long check_events(int evdev, long place)
{
	struct input_event events[64];
	ssize_t got = read(evdev, events, sizeof(events));
	long i, n = got > 0 ? got / (long)sizeof(*events) : 0;

	for (i = 0; i < n; i++) {
		if (events[i].type == EV_SYN && events[i].code == SYN_DROPPED)
			give_up("the kernel dropped key events", place);
		/* A key that is down for long repeats itself (2): that is the kernel's doing, not the keyboard's. */
		if (events[i].type != EV_KEY || events[i].value == 2)
			continue;
		if (events[i].code != letters[letter_at(place / 2)] || events[i].value != (place % 2 == 0))
			give_up("another key was pressed than was typed", place);
		place++;
	}
	return place;
}

/* Switches an LED on from the host; the gadget must get the output report. */
static void check_led(int gadget, int evdev)
{
	struct input_event lit[] = { { .type = EV_LED, .code = LED_CAPSL, .value = 1 }, { .type = EV_SYN, .code = SYN_REPORT } };
	struct pollfd ready = { .fd = gadget, .events = POLLIN };
	uint8_t seen[REPORT_BYTES];

	if (write(evdev, lit, sizeof(lit)) != sizeof(lit))
		fail("write to", "the input device");
	if (poll(&ready, 1, STALLED_AFTER_MILLIS) <= 0 || read(gadget, seen, sizeof(seen)) < 1 || !(seen[0] & LED_CAPS_LOCK))
		give_up("the keyboard's LED was not lit", 0);
}

int main(int argc, char **argv)
{
	long reports, written = 0, seen = 0, pressed = 0;
	int gadget, hidraw, evdev;
	double begun;

	if (argc != 5) {
		fprintf(stderr, "usage: key_pump GADGET_NODE HIDRAW_NODE EVDEV_NODE COUNT\n");
		return 2;
	}
	reports = 2 * count_argument(argv[4], "COUNT");
	gadget = open_node(argv[1], O_RDWR);
	hidraw = open_node(argv[2], O_RDONLY);
	evdev = open_node(argv[3], O_RDWR);
	begun = now_seconds();
	while (seen < reports || pressed < reports) {
		int more = written < reports && written - seen < MOST_UNDER_WAY && written - pressed < MOST_UNDER_WAY;
		struct pollfd ready[] = { { gadget, more ? POLLOUT : 0, 0 }, { hidraw, POLLIN, 0 }, { evdev, POLLIN, 0 } };
		uint8_t report[REPORT_BYTES];

		if (poll(ready, 3, STALLED_AFTER_MILLIS) == 0)
			give_up("nothing arrives any more", seen);
		if ((ready[0].revents | ready[1].revents | ready[2].revents) & (POLLERR | POLLHUP | POLLNVAL))
			give_up("the keyboard went away", seen);
		if (ready[0].revents & POLLOUT) {
			report_at(written, report);
			if (write(gadget, report, sizeof(report)) == sizeof(report))
				written++;
			else if (errno != EAGAIN)
				fail("write to", argv[1]);
		}
		if (ready[1].revents & POLLIN) {
			check_report(hidraw, seen);
			seen++;
		}
		if (ready[2].revents & POLLIN)
			pressed = check_events(evdev, pressed);
	}
	printf("%ld keys pressed and released, all in order, %.1f per second\n", reports / 2,
	       reports / 2 / (now_seconds() - begun));
	check_led(gadget, evdev);
	printf("caps lock's LED is lit at the keyboard\n");
	return 0;
}
