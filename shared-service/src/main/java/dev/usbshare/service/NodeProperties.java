package dev.usbshare.service;

import dev.usbshare.service.audit.AuditProperties;

/** The part of the settings that a node has: a service with a key of its own, a database and an audit log. */
public interface NodeProperties extends ServiceProperties {

    IdentityProperties identity();

    AuditProperties audit();
}
