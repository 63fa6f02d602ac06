package dev.varve.ingest.push;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.ReceiptBody;
import dev.varve.protocol.message.Welcome;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/** Verifies what the daemon signed. */
public final class Receipts {
    private Receipts() {}

    /**
     * The body of a receipt, after its signature and what it speaks of were checked.
     *
     * @throws ProtocolException BAD_MESSAGE, says what does not fit
     */
    public static ReceiptBody verify(Receipt receipt, Welcome welcome, List<ImageSource> sources)
            throws ProtocolException {
        requireSigned(receipt, welcome);
        ReceiptBody body;
        try {
            body = ReceiptBody.parseFrom(receipt.getBody());
        } catch (InvalidProtocolBufferException e) {
            throw bad("cannot be read: " + e.getMessage());
        }
        if (!body.getRepositoryId().equals(welcome.getRepositoryId())) {
            throw bad("is another repository's");
        }
        if (!body.getVault().equals(welcome.getVault().getName())) {
            throw bad("is for vault \"" + body.getVault() + "\"");
        }
        if (body.getImagesCount() != sources.size()) {
            throw bad("names " + body.getImagesCount() + " images, not " + sources.size());
        }
        for (int i = 0; i < sources.size(); i++) {
            if (!body.getImages(i).getChain().equals(sources.get(i).getChain())) {
                throw bad("names chain \"" + body.getImages(i).getChain() + "\"");
            }
        }
        return body;
    }

    private static void requireSigned(Receipt receipt, Welcome welcome) throws ProtocolException {
        try {
            PublicKey key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(
                                    new X509EncodedKeySpec(welcome.getReceiptKey().toByteArray()));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(receipt.getBody().asReadOnlyByteBuffer());
            if (!signature.verify(receipt.getSignature().toByteArray())) {
                throw bad("is not signed by this repository");
            }
        } catch (GeneralSecurityException e) {
            throw bad("cannot be verified: " + e.getMessage());
        }
    }

    private static ProtocolException bad(String why) {
        return new ProtocolException(
                ErrorCode.BAD_MESSAGE,
                "the receipt " + why,
                "do not rely on this backup; ask whoever runs the repository");
    }
}
