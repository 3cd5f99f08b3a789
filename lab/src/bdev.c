/*
 * bdev DEVICE read|write direct|buffered|random BLOCK_KIB SECONDS [MAX_MIB]
 *
 * Reads or writes a block device for some seconds (starting over at its end) and prints MB/s (10^6 bytes), the median
 * block, and how many commands the device was given and of what size: rates over a distance follow the size of commands,
 * so that a rate without it says little. Random means direct, at random places.
 *
 * Writing destroys what is on the device.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/fs.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "measure.h"

#define KIB 1024L
#define MIB (1024L * KIB)
#define ALIGNMENT 4096 /* of direct I/O */
#define MAX_BLOCKS 1000000
#define SECTOR 512
#define FLUSH_EVERY (4L * MIB) /* of buffered writing: else all of it lands in the cache, and the flush at the end knows no limit */

/* The device's own counters (Documentation/block/stat.rst): requests completed and sectors moved, one way. */
struct counters {
	unsigned long long commands;
	unsigned long long sectors;
};

/* Reads the counters of /dev/NAME; all zero if it has none. */
static struct counters read_counters(const char *device, int writing)
{
	struct counters read = { 0, 0 }, written = { 0, 0 };
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/block/%s/stat", strrchr(device, '/') ? strrchr(device, '/') + 1 : device);
	file = fopen(path, "r");
	if (file) {
		if (fscanf(file, "%llu %*u %llu %*u %llu %*u %llu", &read.commands, &read.sectors, &written.commands,
			   &written.sectors) != 4)
			read = written = (struct counters){ 0, 0 };
		fclose(file);
	}
	return writing ? written : read;
}

static void usage(void)
{
	fprintf(stderr, "usage: bdev DEVICE read|write direct|buffered|random BLOCK_KIB SECONDS [MAX_MIB]\n");
	exit(2);
}

int main(int argc, char **argv)
{
	long block, blocks, limit_blocks, done = 0;
	int writing, random_places, direct, fd;
	double started, elapsed, seconds, *took;
	struct counters before, after;
	unsigned long long commands;
	uint64_t size, dice = 88172645463325252ULL;
	void *buffer;

	if (argc < 6)
		usage();
	writing = !strcmp(argv[2], "write");
	random_places = !strcmp(argv[3], "random");
	direct = random_places || !strcmp(argv[3], "direct");
	if ((!writing && strcmp(argv[2], "read")) || (!direct && strcmp(argv[3], "buffered")))
		usage();
	block = count_argument(argv[4], "BLOCK_KIB") * KIB;
	seconds = count_argument(argv[5], "SECONDS");

	fd = open(argv[1], (writing ? O_WRONLY : O_RDONLY) | (direct ? O_DIRECT : 0));
	if (fd < 0)
		fail("open", argv[1]);
	if (ioctl(fd, BLKGETSIZE64, &size))
		fail("size of", argv[1]);
	blocks = size / block;
	if (argc > 6 && blocks > count_argument(argv[6], "MAX_MIB") * MIB / block)
		blocks = count_argument(argv[6], "MAX_MIB") * MIB / block;
	if (blocks == 0) {
		fprintf(stderr, "%s is smaller than one block\n", argv[1]);
		return 1;
	}
	/* Cached data must not be met twice: a buffered run ends with the device. */
	limit_blocks = direct ? MAX_BLOCKS : blocks;
	took = malloc(MAX_BLOCKS * sizeof(*took));
	if (!took || posix_memalign(&buffer, ALIGNMENT, block))
		fail("memory for", argv[1]);
	memset(buffer, 0x5a, block);

	before = read_counters(argv[1], writing);
	started = now_seconds();
	while (done < limit_blocks && done < MAX_BLOCKS && now_seconds() - started < seconds) {
		double begun = now_seconds();
		long place = done % blocks;
		ssize_t moved;

		if (random_places) { /* xorshift64 (Marsaglia, 2003): the same places in every run */
			dice ^= dice << 13;
			dice ^= dice >> 7;
			dice ^= dice << 17;
			place = dice % blocks;
		}
		moved = writing ? pwrite(fd, buffer, block, place * block) : pread(fd, buffer, block, place * block);
		if (moved != block)
			fail(argv[2], argv[1]);
		done++;
		if (writing && !direct && done * block % FLUSH_EVERY < block && fdatasync(fd))
			fail("flush", argv[1]);
		took[done - 1] = now_seconds() - begun;
	}
	/* The flush counts as a command too, without data; buffered data leaves only with it. */
	after = read_counters(argv[1], writing);
	if (writing && fsync(fd))
		fail("flush", argv[1]);
	elapsed = now_seconds() - started;
	if (!direct)
		after = read_counters(argv[1], writing);
	commands = after.commands - before.commands;

	qsort(took, done, sizeof(*took), compare_doubles);
	printf("  %-5s %-8s %4ld KiB  %8.2f MB/s  median %8.3f ms  %llu commands of %.0f KiB in %.3f s\n", argv[2], argv[3],
	       block / KIB, done * block / elapsed / 1e6, took[done / 2] * 1e3, commands,
	       commands ? (double)(after.sectors - before.sectors) * SECTOR / commands / KIB : 0.0, elapsed);
	return 0;
}
