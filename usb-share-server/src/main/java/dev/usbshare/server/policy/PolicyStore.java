package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * Where policies are kept. What a method has done is durable when it returns; what fails throws a {@link RuntimeException} and has
 * changed nothing. Blocks; thread-safe.
 */
public interface PolicyStore {

    /** By name. */
    List<DevicePolicy> policies();

    void insert(DevicePolicy policy);

    /** All of them at once, or none. */
    void update(List<DevicePolicy> policies);

    /** With its wrong PINs. */
    void delete(String policy);

    List<PinFailures> pinFailures();

    void keep(PinFailures failures);

    /** @param peer all peers if empty */
    void forgetPinFailures(String policy, Optional<NodeId> peer);

    /** A peer's new identity inherits what its old one tried. */
    void followPinFailures(NodeId old, NodeId replacement);
}
