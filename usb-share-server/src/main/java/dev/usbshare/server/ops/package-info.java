/**
 * The server as a program: its command line ({@link dev.usbshare.server.ops.ServerProgram}), its settings, the wiring of
 * the other rooms as Spring beans, and what a person or a machine can see of it: health, meters, management endpoints.
 */
@NullMarked
package dev.usbshare.server.ops;

import org.jspecify.annotations.NullMarked;
