package dev.usbshare.server.access;

import dev.usbshare.text.PlainText;
import dev.usbshare.usb.DevicePattern;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a person writes down when approving a peer, or inviting one.
 *
 * @param name what to call it; empty if nothing
 * @param notes for people
 * @param grants the devices it may see and ask for; none if empty
 * @param expires when the approval ends; kept to the second
 * @param takeOver whether it may take devices from other peers
 */
public record PeerTerms(
        String name, String notes, List<DevicePattern> grants, Optional<Instant> expires, boolean takeOver) {

    static final int MAX_NAME_CHARS = 64;
    static final int MAX_NOTES_CHARS = 1000;
    static final int MAX_GRANTS = 64;

    /** @throws AccessException if a text or a list is not acceptable */
    public PeerTerms {
        try {
            name = PlainText.require("the name", name, MAX_NAME_CHARS);
            notes = PlainText.require("the notes", notes, MAX_NOTES_CHARS);
        } catch (IllegalArgumentException e) {
            throw new AccessException(AccessException.Reason.INVALID, String.valueOf(e.getMessage()), e);
        }
        grants = grants.stream().distinct().toList();
        if (grants.size() > MAX_GRANTS) {
            throw new AccessException(
                    AccessException.Reason.INVALID,
                    grants.size() + " grants are too many; at most " + MAX_GRANTS + ", and patterns like 046d:* or *");
        }
        expires = expires.map(at -> at.truncatedTo(ChronoUnit.SECONDS));
    }

    /** @throws AccessException if the approval would be over already */
    PeerTerms checkedAt(Instant now) {
        if (expires.isPresent() && !expires.get().isAfter(now)) {
            throw new AccessException(
                    AccessException.Reason.INVALID,
                    "the approval would expire at " + expires.get() + ", which is past");
        }
        return this;
    }

    public PeerTerms withName(String changed) {
        return new PeerTerms(changed, notes, grants, expires, takeOver);
    }

    public PeerTerms withNotes(String changed) {
        return new PeerTerms(name, changed, grants, expires, takeOver);
    }

    public PeerTerms withGrants(List<DevicePattern> changed) {
        return new PeerTerms(name, notes, changed, expires, takeOver);
    }

    public PeerTerms withExpires(Optional<Instant> changed) {
        return new PeerTerms(name, notes, grants, changed, takeOver);
    }

    public PeerTerms withTakeOver(boolean changed) {
        return new PeerTerms(name, notes, grants, expires, changed);
    }

    /** For the audit log. */
    String grantsText() {
        return textOf(grants) + (takeOver ? ", may take over" : "");
    }

    String expiresText() {
        return expires.map(Instant::toString).orElse("never");
    }

    static String textOf(List<DevicePattern> grants) {
        return grants.isEmpty()
                ? "none"
                : grants.stream().map(DevicePattern::toString).collect(Collectors.joining(", "));
    }
}
