/** Tests of attachments, against a scripted server and the double of the kernel, on virtual time. */
@NullMarked
package dev.usbshare.client.attachment;

import org.jspecify.annotations.NullMarked;
