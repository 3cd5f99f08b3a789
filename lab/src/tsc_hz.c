/*
 * tsc_hz: prints the frequency of this CPU's time stamp counter in Hz, measured against the monotonic clock for a
 * fifth of a second. Run on the host; inside UML a clock read costs too much to measure with.
 */
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

#define NANOS_PER_SECOND 1000000000LL
#define MEASURED_NANOS (NANOS_PER_SECOND / 5)

/* One reading of both clocks at (nearly) the same moment. */
struct reading {
	unsigned long long ticks;
	long long nanos;
};

static struct reading read_both(void)
{
	struct timespec t;
	struct reading r;
	unsigned long long before = __rdtsc();

	clock_gettime(CLOCK_MONOTONIC, &t);
	r.ticks = before / 2 + __rdtsc() / 2;
	r.nanos = t.tv_sec * NANOS_PER_SECOND + t.tv_nsec;
	return r;
}

int main(void)
{
	struct timespec pause = { 0, MEASURED_NANOS };
	struct reading first = read_both(), last;

	nanosleep(&pause, NULL);
	last = read_both();
	printf("%.0f\n", (double)(last.ticks - first.ticks) * NANOS_PER_SECOND / (double)(last.nanos - first.nanos));
	return 0;
}
