package dev.usbshare.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.usbshare.server.policy.DevicePolicy;
import dev.usbshare.server.policy.PolicyForm;

/**
 * A policy as the management side shows it: as it can be written again.
 *
 * @param pin whether there is one; what it is, nobody can read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PolicyRow(@JsonUnwrapped PolicyForm rules, boolean pin) {

    static PolicyRow of(DevicePolicy policy) {
        return new PolicyRow(PolicyForm.of(policy), policy.pin().isPresent());
    }
}
