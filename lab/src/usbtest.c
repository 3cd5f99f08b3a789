/*
 * usbtest NODE INTERFACE TEST ITERATIONS LENGTH VARY DEPTH
 *
 * Has the kernel's usbtest driver run one of its tests on the device that it is bound to (a source/sink gadget), and prints
 * how long it took. The tests are numbered in drivers/usb/misc/usbtest.c; the layout below is the driver's own.
 */
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "measure.h"

struct usbtest_param_32 {
	uint32_t test_num, iterations, length, vary, sglen;
	int32_t duration_sec, duration_usec;
};

#define USBTEST_REQUEST_32 _IOWR('U', 100, struct usbtest_param_32)

int main(int argc, char **argv)
{
	struct usbtest_param_32 test;
	struct usbdevfs_ioctl request;
	int device;

	if (argc != 8) {
		fprintf(stderr, "usage: usbtest NODE INTERFACE TEST ITERATIONS LENGTH VARY DEPTH\n");
		return 2;
	}
	test = (struct usbtest_param_32){ .test_num = atoi(argv[3]), .iterations = count_argument(argv[4], "ITERATIONS"),
					  .length = atoi(argv[5]), .vary = atoi(argv[6]), .sglen = atoi(argv[7]) };
	request = (struct usbdevfs_ioctl){ .ifno = atoi(argv[2]), .ioctl_code = USBTEST_REQUEST_32, .data = &test };
	device = open(argv[1], O_RDWR | O_CLOEXEC);
	if (device < 0)
		fail("open", argv[1]);
	if (ioctl(device, USBDEVFS_IOCTL, &request) < 0) {
		fprintf(stderr, "usbtest %s: %s\n", argv[3], strerror(errno));
		return errno == EOPNOTSUPP ? 3 : 1;
	}
	printf("usbtest %2s passed in %d.%03d s\n", argv[3], test.duration_sec, test.duration_usec / 1000);
	return 0;
}
