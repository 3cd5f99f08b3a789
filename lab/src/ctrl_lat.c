/*
 * ctrl_lat USBFS_NODE COUNT [status|descriptor|config]
 *
 * Prints how long a control transfer takes, through usbfs. The default asks for the device's status, which only the
 * device can answer; a descriptor may come out of a cache on the way.
 */
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "measure.h"

#define TIMEOUT_MILLIS 5000
#define MAX_LENGTH 18

/* Standard requests to the device (USB 2.0, 9.4), device to host. */
static const struct request {
	const char *name;
	unsigned char request;
	unsigned short value;
	unsigned short length;
} requests[] = {
	{ "status", 0x00, 0, 2 },
	{ "descriptor", 0x06, 0x0100, MAX_LENGTH },
	{ "config", 0x08, 0, 1 },
};

#define REQUESTS (sizeof(requests) / sizeof(*requests))

int main(int argc, char **argv)
{
	const char *wanted = argc > 3 ? argv[3] : "status";
	unsigned char data[MAX_LENGTH];
	double *took;
	size_t which = 0;
	long i, count;
	int fd;

	while (which < REQUESTS && strcmp(requests[which].name, wanted))
		which++;
	if (argc < 3 || which == REQUESTS) {
		fprintf(stderr, "usage: ctrl_lat USBFS_NODE COUNT [status|descriptor|config]\n");
		return 2;
	}
	count = count_argument(argv[2], "COUNT");
	took = malloc(count * sizeof(*took));
	fd = open(argv[1], O_RDWR);
	if (fd < 0 || !took)
		fail("open", argv[1]);
	for (i = 0; i < count; i++) {
		struct usbdevfs_ctrltransfer transfer = {
			.bRequestType = 0x80,
			.bRequest = requests[which].request,
			.wValue = requests[which].value,
			.wLength = requests[which].length,
			.timeout = TIMEOUT_MILLIS,
			.data = data,
		};
		double begun = now_seconds();

		if (ioctl(fd, USBDEVFS_CONTROL, &transfer) != requests[which].length)
			fail("control transfer to", argv[1]);
		took[i] = now_seconds() - begun;
	}
	print_spread(wanted, took, count);
	return 0;
}
