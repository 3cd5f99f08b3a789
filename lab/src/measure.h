/*
 * What the measuring tools share: a clock, the spread of a series, and an error that names its object.
 */
#ifndef LAB_MEASURE_H
#define LAB_MEASURE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The monotonic clock in seconds. */
static inline double now_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Ends the program: what was being done to what, and the system's word for why. */
static inline void fail(const char *action, const char *object)
{
	fprintf(stderr, "%s %s: %s\n", action, object, strerror(errno));
	exit(1);
}

/* Reads a count from the command line; ends the program if it is none. */
static inline long count_argument(const char *text, const char *what)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || value <= 0) {
		fprintf(stderr, "%s must be a positive whole number, not '%s'\n", what, text);
		exit(2);
	}
	return value;
}

static inline int compare_doubles(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Sorts a series of seconds, and prints its smallest, middle, 90 % and largest value in milliseconds. */
static inline void print_spread(const char *label, double *seconds, long n)
{
	qsort(seconds, n, sizeof(*seconds), compare_doubles);
	printf("%s n=%ld ms min=%.3f median=%.3f p90=%.3f max=%.3f\n", label, n, seconds[0] * 1e3, seconds[n / 2] * 1e3,
	       seconds[n * 9 / 10] * 1e3, seconds[n - 1] * 1e3);
}

#endif
