import type { BrokerSettings } from '../settings.js';
import type { Broker, MessagingLog } from './broker.js';
import { KafkaBroker } from './kafka-broker.js';
import { PostgresBroker } from './postgres-broker.js';

/** The broker of the settings; connects at first use. `client` is this process's client id. */
export function openBroker(settings: BrokerSettings, client: string, log: MessagingLog): Broker {
  if (settings.EVENT_BUS === 'kafka') {
    if (!settings.KAFKA_BROKERS) throw new Error('KAFKA_BROKERS is needed because EVENT_BUS is kafka');
    return new KafkaBroker(settings, client, log);
  }
  if (!settings.BROKER_DATABASE_URL) throw new Error('BROKER_DATABASE_URL is needed because EVENT_BUS is postgres');
  return new PostgresBroker(
    settings.BROKER_DATABASE_URL,
    log,
    settings.EVENT_OUTAGE_PAUSE_MS,
    settings.EVENT_BATCH_BYTES,
  );
}
