/*
 * fastclock.so: answers clock_gettime and gettimeofday from the CPU's time stamp counter. For LD_PRELOAD.
 *
 * User-Mode Linux has no vDSO: every look at the clock is a system call of some 15 microseconds. A JVM with QUIC in it
 * looks at the clock several times per packet, and spends most of its time there. TSC_HZ, set by lab/run, is the
 * counter's frequency; without it every call goes to the kernel as ever.
 *
 * Each clock is anchored to the kernel's once, at its first use; a clock set afterwards (settimeofday, NTP) goes unseen.
 */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#define NANOS_PER_SECOND 1000000000LL
#define CLOCKS 2 /* CLOCK_REALTIME is 0, CLOCK_MONOTONIC is 1 */

enum anchor_state { UNSET, BEING_SET, SET };

/* The moment at which a clock of the kernel and the counter were read together. */
static struct anchor {
	_Atomic int state;
	unsigned long long ticks;
	long long nanos;
} anchors[CLOCKS];

static double nanos_per_tick; /* 0: no TSC_HZ, so no fast clock */

__attribute__((constructor)) static void read_frequency(void)
{
	const char *hz = getenv("TSC_HZ");

	if (hz && atof(hz) > 0)
		nanos_per_tick = NANOS_PER_SECOND / atof(hz);
}

static int kernel_clock(clockid_t id, struct timespec *t)
{
	return (int)syscall(SYS_clock_gettime, id, t);
}

/* Sets the anchor of a clock; of several threads at once, one does and the others use the kernel's clock meanwhile. */
static int anchored(clockid_t id)
{
	struct anchor *a = &anchors[id];
	struct timespec t;
	unsigned long long before;
	int unset = UNSET;

	if (atomic_load_explicit(&a->state, memory_order_acquire) == SET)
		return 1;
	if (!atomic_compare_exchange_strong(&a->state, &unset, BEING_SET))
		return 0;
	before = __rdtsc();
	kernel_clock(id, &t);
	a->ticks = before / 2 + __rdtsc() / 2;
	a->nanos = t.tv_sec * NANOS_PER_SECOND + t.tv_nsec;
	atomic_store_explicit(&a->state, SET, memory_order_release);
	return 1;
}

int clock_gettime(clockid_t id, struct timespec *t)
{
	long long nanos;

	if (nanos_per_tick == 0 || (id != CLOCK_REALTIME && id != CLOCK_MONOTONIC) || !anchored(id))
		return kernel_clock(id, t);
	/* Signed: a thread that raced the anchor may be a few ticks before it. */
	nanos = anchors[id].nanos + (long long)((double)(long long)(__rdtsc() - anchors[id].ticks) * nanos_per_tick);
	t->tv_sec = nanos / NANOS_PER_SECOND;
	t->tv_nsec = nanos % NANOS_PER_SECOND;
	return 0;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	t->tv_sec = now.tv_sec;
	t->tv_usec = now.tv_nsec / 1000;
	return 0;
}
