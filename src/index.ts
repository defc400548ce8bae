/**
 * `#assistant`: what extensions import, and all they import from here.
 *
 * - **Activity**: one thing said, by a person or the assistant.
 * - **Contact**: a person, known by their addresses in channels.
 * - **Conversation**: one ordered log of events with a contact, from the first message to the close.
 * - **Protocol number**: the conversation's number, for the citizen to keep and to dictate.
 * - **Event**: one line of the log. **Turn**: one short transaction that reads what is unhandled in
 *   the log, decides, and appends.
 * - **Channel**: how people reach us. **Ingress** keeps what comes in; **egress** sends what goes out.
 * - **Recognizer**: turns words into an **intent** and **entities**. **Policy**: chooses the dialog.
 * - **Dialog**: something we can talk about; it returns **effects**, which the turn applies.
 * - **Agent**: who does slow work, on a **task**, outside any turn.
 * - **Handoff**: giving the conversation to people, by way of a **queue**.
 * - **Collection**: documents we answer from, cut into **passages**; a **citation** points into one.
 * - **Stream**: motion between stages: **entries**, read by a **consumer** of a group,
 *   **acknowledged**, **claimed** from the dead, or put among the **dead letters**.
 */
export * from './activity.ts';
export * from './agent.ts';
export * from './channel.ts';
export { findNamed, findShortened, findTitled, isNeither, readPlace, readYesNo } from './choices.ts';
export { type Circuit, type CircuitOptions, createCircuit, readRetryAfter } from './circuit.ts';
export * from './dialog.ts';
export { findEntities, joinPieces } from './entities.ts';
export { AssistantError, describeError, type ErrorCode, isRetryable } from './errors.ts';
export type { AgentAnswer, AgentUsage, EventBody, Handover, Reason, StoredEvent } from './event.ts';
export { completeQuestion } from './follow-up.ts';
export * from './form.ts';
export type { HistoryCopy, HistoryScope } from './history.ts';
export * from './identity.ts';
export type { Json, JsonObject } from './json.ts';
export { parseCharter } from './knowledge/formats/charter.ts';
export { markdownBlocks } from './knowledge/formats/markdown.ts';
export {
  distinct,
  nameSteps,
  type ServiceEntry,
  type Step as ServiceStep,
} from './knowledge/formats/service-entry.ts';
export { XmlError } from './knowledge/formats/xml.ts';
export type { FoundPassage, KnowledgeSearch, Passage, SearchOptions } from './knowledge.ts';
export { TIME_ZONE } from './locale.ts';
export type { Log } from './log.ts';
export type { Model, ModelMessage, ModelReport, ModelRequest, ModelUsage } from './model.ts';
export { shownName } from './person.ts';
export { findNames, PERSONAL_ENTITIES } from './personal.ts';
export {
  formatProtocolNumber,
  isProtocolNumber,
  type ParsedProtocolNumber,
  parseProtocolNumber,
} from './protocol-number.ts';
export type { WaitingPlace } from './queues.ts';
export type { Entity, Understanding } from './recognizer.ts';
export { createPhrases, fillPlaces, type Phrases } from './responses.ts';
export type { QueueTarget, Routing } from './routing.ts';
export { splitSentences } from './sentences.ts';
export { defineSpecialist, type Specialist, type SpecialistInput, specialistInput } from './specialist.ts';
export { type MessageUnderstanding, type Part, shiftEntities } from './understanding.ts';
export { type Danger, isByLaw, type PriorityReason, type Urgency } from './urgency.ts';
export { describePlace, type PlaceWords, roundEstimate } from './waiting-words.ts';
export { countWords, fold, splitWords } from './words.ts';
export { parseYamlFile, type YamlFile } from './yaml-file.ts';
