package dev.varve.ingest.push;

import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.ReceiptBody;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.util.List;

/**
 * What a committed run came to.
 *
 * @param roots one for each image, in their order
 * @param readBytes read from the sources
 * @param sentBytes put on the wire
 * @param storedBytes added to the repository, records and nodes included
 * @param receipt signed by the daemon; its signature was verified
 */
public record BackupResult(
        Uid point,
        List<Id> roots,
        long readBytes,
        long sentBytes,
        long storedBytes,
        long warnings,
        Receipt receipt,
        ReceiptBody receiptBody) {
    public BackupResult {
        roots = List.copyOf(roots);
    }
}
