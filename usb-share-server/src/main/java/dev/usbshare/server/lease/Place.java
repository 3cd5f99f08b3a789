package dev.usbshare.server.lease;

import java.time.Instant;

/**
 * A place in a device's line.
 *
 * <p><b>Confinement</b>: the registry's executor.
 */
final class Place {

    /** How its seeker came to stand there. */
    enum Kind {
        /** It chose to wait and is told how far it is. */
        WAITING,
        /** It has the right to be next, and the holder is on his way out. */
        TAKING_OVER,
        /** Its own peer is just giving the device back. */
        RETURNING
    }

    private final LeaseSeeker seeker;
    private final Kind kind;
    private final Instant since;
    private int toldPosition;
    private String toldHolder = "";

    Place(LeaseSeeker seeker, Kind kind, Instant since) {
        this.seeker = seeker;
        this.kind = kind;
        this.since = since;
    }

    LeaseSeeker seeker() {
        return seeker;
    }

    Kind kind() {
        return kind;
    }

    Instant since() {
        return since;
    }

    /** Tells its seeker where it stands, if that is news. */
    void tell(int position, String holder) {
        if (kind == Kind.WAITING && (position != toldPosition || !holder.equals(toldHolder))) {
            toldPosition = position;
            toldHolder = holder;
            seeker.queued(position, holder);
        }
    }
}
