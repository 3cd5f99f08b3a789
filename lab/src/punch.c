/*
 * punch: tells whether two machines can reach each other over UDP by sending to each other at the same time, and what
 * their NATs make of their ports. What lab/nat is checked with.
 *
 *   punch meet ADDRESS1 ADDRESS2 SECONDS           the rendezvous: tells who is seen where
 *   punch node A|B ADDRESS1 ADDRESS2 PORT SECONDS  one of the two; prints "A cone|symmetric|none direct|relay"
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MEET_PORT 3478
#define ROUND_MILLIS 50

/* What the rendezvous answers: where you are seen, and where the other is (port 0 while that is unknown). */
struct answer {
	char kind; /* 'm' */
	struct in_addr you_ip, peer_ip;
	in_port_t you_port, peer_port;
};

static long long now_millis(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static struct sockaddr_in address(const char *ip, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };

	if (inet_pton(AF_INET, ip, &a.sin_addr) != 1) {
		fprintf(stderr, "punch: %s is no IPv4 address\n", ip);
		exit(2);
	}
	return a;
}

static int bound(struct sockaddr_in a)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0) {
		perror("punch: bind");
		exit(1);
	}
	return fd;
}

static int meet(const char *ip1, const char *ip2, int seconds)
{
	struct pollfd fds[2] = { { bound(address(ip1, MEET_PORT)), POLLIN, 0 }, { bound(address(ip2, MEET_PORT)), POLLIN, 0 } };
	struct sockaddr_in seen[2] = { 0 };
	long long end = now_millis() + seconds * 1000LL;

	while (now_millis() < end) {
		poll(fds, 2, ROUND_MILLIS);
		for (int i = 0; i < 2; i++) {
			struct sockaddr_in from, *peer;
			socklen_t size = sizeof(from);
			struct answer a = { .kind = 'm' };
			char role;

			if (!(fds[i].revents & POLLIN) || recvfrom(fds[i].fd, &role, 1, 0, (struct sockaddr *)&from, &size) != 1)
				continue;
			if (i == 0)
				seen[role == 'B'] = from;
			peer = &seen[role != 'B'];
			a.you_ip = from.sin_addr;
			a.you_port = from.sin_port;
			a.peer_ip = peer->sin_addr;
			a.peer_port = peer->sin_port;
			sendto(fds[i].fd, &a, sizeof(a), 0, (struct sockaddr *)&from, size);
		}
	}
	return 0;
}

static int node(char role, const char *ip1, const char *ip2, int port, int seconds)
{
	struct sockaddr_in meets[2] = { address(ip1, MEET_PORT), address(ip2, MEET_PORT) }, peer = { .sin_family = AF_INET };
	in_port_t mapped[2] = { 0, 0 };
	struct pollfd fd = { bound((struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) }), POLLIN, 0 };
	long long end = now_millis() + seconds * 1000LL, next = 0;
	int direct = 0;

	while (now_millis() < end) {
		struct sockaddr_in from;
		socklen_t size = sizeof(from);
		char packet[64];
		ssize_t got;

		if (now_millis() >= next) {
			next = now_millis() + ROUND_MILLIS;
			for (int i = 0; i < 2; i++)
				sendto(fd.fd, &role, 1, 0, (struct sockaddr *)&meets[i], sizeof(meets[i]));
			if (peer.sin_port)
				sendto(fd.fd, "p", 1, 0, (struct sockaddr *)&peer, sizeof(peer));
		}
		if (poll(&fd, 1, ROUND_MILLIS) <= 0 ||
		    (got = recvfrom(fd.fd, packet, sizeof(packet), 0, (struct sockaddr *)&from, &size)) <= 0)
			continue;
		if (got == (ssize_t)sizeof(struct answer) && packet[0] == 'm') {
			struct answer a;

			memcpy(&a, packet, sizeof(a));
			mapped[from.sin_addr.s_addr == meets[1].sin_addr.s_addr] = a.you_port;
			if (!direct && a.peer_port) {
				peer.sin_addr = a.peer_ip;
				peer.sin_port = a.peer_port;
			}
		} else {
			/* From wherever it came: the hole that a NAT made for it may be another than the one that was told. */
			peer = from;
			direct |= packet[0] == 'q';
			sendto(fd.fd, "q", 1, 0, (struct sockaddr *)&from, size);
		}
	}
	printf("%c %s %s\n", role, !mapped[0] || !mapped[1] ? "none" : mapped[0] == mapped[1] ? "cone" : "symmetric",
	       direct ? "direct" : "relay");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "meet"))
		return meet(argv[2], argv[3], atoi(argv[4]));
	if (argc == 7 && !strcmp(argv[1], "node"))
		return node(argv[2][0], argv[3], argv[4], atoi(argv[5]), atoi(argv[6]));
	fprintf(stderr, "usage: punch meet ADDRESS1 ADDRESS2 SECONDS | punch node A|B ADDRESS1 ADDRESS2 PORT SECONDS\n");
	return 2;
}
