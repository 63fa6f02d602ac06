package dev.varve.k8s.held;

import com.google.protobuf.ByteString;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.ImagePush;
import dev.varve.ingest.tree.DocumentWriter;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the applications of one namespace gave.
 *
 * @param run of which it is: no other run can go on with it
 */
record HeldImage(String chain, String run, List<KeptApplication> applications, SpooledTails tails)
        implements ImageBackup {
    @Override
    public ImageSource source() {
        return ImageSource.newBuilder().setChain(chain).setKind(ImageKind.IMAGE_KIND_TREE).build();
    }

    @Override
    public byte[] identity() {
        return ("held\n" + chain + "\n" + run).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public CommitImage push(ImagePush push) throws ProtocolException, InterruptedException {
        try (DocumentWriter writer = new DocumentWriter(push.context())) {
            List<TreeEntry> kept = new ArrayList<>();
            for (KeptApplication each : applications) {
                Optional<TreeEntry> entry = each.write(writer, tails);
                entry.ifPresent(kept::add);
            }
            ByteString root = ByteString.copyFrom(writer.image(kept).toBytes());
            writer.finish();
            return CommitImage.newBuilder().setRoot(root).build();
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw new ProtocolException(
                    ErrorCode.SOURCE_UNREADABLE,
                    "what applications gave for chain "
                            + chain
                            + " cannot be read: "
                            + e.getMessage(),
                    "look at the disk of the state directory, and run the backup again");
        }
    }
}
