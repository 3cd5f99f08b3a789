package dev.usbshare.server.access;

import dev.usbshare.identity.PairingSecret;

/** A ticket at the only moment at which its secret is known. */
public record IssuedTicket(TicketEntry entry, PairingSecret secret) {}
