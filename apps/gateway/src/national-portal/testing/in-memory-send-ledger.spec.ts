import { InMemorySendLedger, SharedSends } from './in-memory-send-ledger.js';
import { describeSendLedger } from './send-ledger-contract.js';

const sends = new SharedSends();

describeSendLedger('in memory', () => ({
  instance({ leaseMs, delayMs }) {
    const ledger = new InMemorySendLedger({ delayMs, afterFailures: () => 60_000 }, leaseMs, sends);
    return { ledger, want: async (state, recordedAt) => ledger.want([{ ...state, recordedAt }]) };
  },
  entry: async (dossierId) => sends.entries.get(dossierId),
  handedOver: async (dossierId) => void sends.handedOver.add(dossierId),
  attempts: async (dossierId) => sends.attempts.filter((attempt) => attempt.dossierId === dossierId).length,
}));
