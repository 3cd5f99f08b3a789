package dev.usbshare.client.store;

import dev.usbshare.client.attachment.AttachRule;

/** A rule with its number in the store. */
public record StoredRule(long id, AttachRule rule) {}
