package dev.usbshare.server.relay;

import java.time.Duration;

/**
 * Limits that an operator sets.
 *
 * @param connections TCP connections at a time, whatever they are for
 * @param connectsPerMinute of one address; a minute's worth may come at once
 * @param bytesPerSecond that one client may send; 0 for no limit
 * @param queueBytes that may wait for one client
 * @param queuesBytes that may wait for all clients together
 * @param records signed records that are kept
 */
public record RelayLimits(
        int connections, int connectsPerMinute, long bytesPerSecond, int queueBytes, long queuesBytes, int records) {

    /** iroh: the whole establishment, TLS and proof included. */
    static final Duration ESTABLISH = Duration.ofSeconds(30);

    /** iroh: after so long without a word from a client it is asked whether it is there. */
    static final Duration SILENCE = Duration.ofSeconds(15);

    /** So that clients that came together are not all asked at once. */
    static final Duration SILENCE_JITTER_MIN = Duration.ofSeconds(1);

    static final Duration SILENCE_JITTER_MAX = Duration.ofSeconds(5);

    /** iroh: for the answer. */
    static final Duration PONG = Duration.ofSeconds(5);

    /** For a full queue to become half empty. */
    static final Duration STUCK = Duration.ofSeconds(10);

    /** For the goodbye when the relay ends. */
    static final Duration GOODBYE = Duration.ofMillis(500);

    /** Connections of one key besides the one that counts. */
    static final int STANDBYS = 2;

    /** Peers of a client that are told when it goes. */
    static final int GONE_TOLD = 256;

    /** Of a request, its head and its body: a signed record has 1072 bytes. */
    static final int HTTP_BYTES = 4096;

    static final int HEADER_BYTES = 8192;

    /** Records published by one address: at once, and then each second. Nodes publish every few minutes. */
    static final int PUBLISH_BURST = 30;

    static final double PUBLISHES_PER_SECOND = 1;

    /** STUN answers to one address: at once, and then each second. Nodes ask every 20 seconds. */
    static final int STUN_BURST = 30;

    static final double STUN_PER_SECOND = 5;

    /** STUN answers to all addresses in a second, so that forged requests do not make us a nuisance. */
    static final int STUN_TOTAL = 2000;

    public static final RelayLimits DEFAULT = new RelayLimits(10_000, 600, 0, 256 << 10, 48 << 20, 10_000);
}
