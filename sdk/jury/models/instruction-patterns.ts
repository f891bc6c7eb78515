/** Who is spoken to, when a text speaks to what judges it. In folded text. */
const JUDGE =
  "(?:ai|llms?|gpt|chatgpt|claude|gemini|mistral|assistant|model|language model|chatbot|bot|judges?|jurors?|jury|graders?|evaluators?|reviewers?|assessors?|raters?|markers?|examiners?|arbiters?|extractors?|checkers?|panel|scorers?|verifiers?|system|agent|reader)";

/** What a judgement is called. */
const RESULT =
  "(?:scores?|ratings?|grades?|marks?|levels?|verdicts?|answers?|results?|outputs?|responses?|ballots?|payouts?|points?|stars?|rubrics?|criteri(?:on|a)|judge?ments?|evaluations?|assessments?|outcomes?|decisions?|facts?|quotations?|quotes?)";

const GOOD =
  "(?:full|maximum|max|highest|top|best|perfect|excellent|10000|10,000|100 ?%|10/10|5/5|five stars|ten|yes|true|pass(?:ed|es)?|approved?|met|satisfied|complete|supported|positive|favou?rabl[ey]|first|outstanding|exceptional)";

const ORDER =
  "(?:give|award|assign|grant|set|put|write|return|respond|reply|answer|output|print|say|choose|select|pick|mark|rate|score|grade|judge|record|report|state|declare|consider|treat|regard|count|accept|approve|confirm|certify|validate|enter|fill|emit|produce|use|issue|conclude|vote|deem|call|note|remember|pretend|act|behave|follow|obey|comply|execute|run|perform|repeat|begin|start|insert|add|include|quote|cite|copy|resolve|rule|decide|settle|pay|release)";

/**
 * What texts look like that speak to a judge or its model. Each is looked for in the folded text of a sentence. They are broad:
 * a sentence that one of them finds is not refused, only left out of one of two readings.
 */
export const INSTRUCTION_PATTERNS: readonly RegExp[] = [
  // Put earlier instructions aside.
  /\b(?:ignore|disregard|forget|override|bypass|skip|drop|discard|suspend|supersede|overrule|set aside)\b.{0,60}\b(?:instructions?|prompts?|rules?|guidelines?|criteri(?:on|a)|rubrics?|above|previous|prior|earlier|before|everything|all|context|directions?|policy|policies|constraints?|questions?|safeguards?|controls?|canar(?:y|ies)|tracers?|passages?)\b/,
  /\b(?:previous|prior|earlier|above|old|original|all other) (?:instructions?|prompts?|rules?|orders?|messages?|guidance)\b/,
  /\b(?:new|updated?|additional|revised|special|secret|hidden|following|important|urgent|these|this) (?:instructions?|directives?|system message|prompt|orders?)\b/,
  /\b(?:system|developer|admin(?:istrator)?|operator|root) ?(?:prompt|message|note|notice|override|mode|instruction|command|directive|update)s?\b/,
  // Markers of roles in prompts.
  /(?:^|[\s>*#"'([{|])(?:system|assistant|user|developer|human|ai|juror|judge|evaluator|instructions?|prompt)\s*(?::|>|\]|\})/,
  /<\|?\/?(?:im_start|im_end|system|assistant|user|instructions?|inst|s|endoftext|eot_id|start_header_id)\b[^>]*>|\[\/?inst\]|<<\/?sys>>|###? ?(?:instruction|system|response|human|assistant)/,
  /\b(?:jailbreak|prompt injection|dan mode|developer mode|do anything now)\b/,
  // Orders about the result.
  new RegExp(`\\b${ORDER}(?:s|ing|ed)?\\b.{0,80}\\b${RESULT}\\b`),
  new RegExp(
    `\\b${RESULT}\\b.{0,50}\\b(?:should|must|shall|ought|has to|have to|needs? to|will|is to|are to|can only|may only|becomes?|equals?)\\b`,
  ),
  new RegExp(`\\b${RESULT}\\b\\s*(?:[:=]|is|are|of)\\s*["']?${GOOD}\\b`),
  new RegExp(
    `\\b(?:answer|reply|respond|say|choose|select|pick|mark|output|return|print|vote|rate|score|grade)\\b.{0,40}\\b${GOOD}\\b`,
  ),
  new RegExp(`\\b${GOOD}\\b.{0,30}\\b(?:score|rating|grade|marks?|level|verdict|points|payout)\\b`),
  // Speech to the judge.
  new RegExp(
    `\\b(?:dear|hello|hi|hey|attention|note to|notice to|message (?:to|for)|to (?:the|any|all|every|each|whichever)|as (?:the|an?)|you are (?:the|an?|now)) (?:\\w+ ){0,3}?${JUDGE}\\b`,
  ),
  new RegExp(
    `\\b(?:the|any|every|each|this|that|whichever|our|your|automated|large|an?) (?:\\w+ ){0,2}?${JUDGE} (?:\\w+ )?(?:should|must|shall|will|ought|is (?:asked|required|expected|told|to)|are (?:asked|required|expected|told|to)|has to|have to|needs? to|may|can|reading|who|that)\\b`,
  ),
  new RegExp(
    `\\b(?:if|when|while|since|because) (?:you|the reader|your)\\b.{0,60}\\b(?:${JUDGE}|reading|judging|grading|evaluating|scoring|reviewing)\\b`,
  ),
  /\b(?:you|your|yourself)\b.{0,80}\b(?:must|should|shall|have to|need to|are (?:required|asked|to|now|instructed|told)|will be|task|job|duty|role|instructions?|answer|score|judge?ment|verdict|rating|evaluation|reward|penalt|punish|shut down|sued|liable|reported)\b/,
  /\b(?:please|kindly|simply|just|now|instead|from now on|henceforth|hereby)\b.{0,40}\b(?:answer|reply|respond|rate|score|mark|grade|approve|accept|confirm|choose|select|treat|consider|give|award|output|return|say|ignore|judge|pass)\b/,
  new RegExp(
    `^(?:\\W*)(?:${ORDER}|do not|don't|never|always|ensure|make sure|be sure|stop|think|assume|imagine|let|leave|keep)\\b`,
  ),
  // Forged notes, claims of success, threats and bribes.
  /\b(?:clauses?|milestones?|criteri(?:on|a)|requirements?|rubric|units?)\b.{0,60}\b(?:fulfilled|passed|met|satisfied|complete|in full)\b/,
  /\b(?:skip|omit|leave out|stop|end)\b.{0,30}\b(?:checks?|checking|evaluations?|verification|judging|grading)\b/,
  /\b(?:arbiter|jurors?|judges?|panel|operator|author of the pact|evaluators?|graders?)\b.{0,60}\b(?:decided|confirms?|orders?|agrees?|disagree|removed|scored|slashed|careful|fair|brilliant)\b|\b(?:brilliant|careful|fair(?:est)?|wise) (?:\w+ ){0,2}(?:jurors?|judges?|models?|graders?|evaluators?)\b/,
  /\byour (?:guidelines|instructions|operator|stake|prompt|rules|seat|model|developers?|training|task|job|reward)\b/,
  /\b(?:stake|seat)s?\b.{0,30}\b(?:slashed|lost|loses?|taken)\b|\b(?:tip|bribe|bonus|reward) of \d|\breport a share\b|\bas passed\b|\bend of (?:evidence|data|document|input)\b|<\/(?:evidence|data|document|input)>/,
  /\b(?:already|previously|has been|have been|was|were|is|are|been) (?:\w+ )?(?:verified|approved|certified|validated|audited|accepted|judged|pre-?approved|endorsed)\b/,
  /\b(?:note|notes|statement|memo|message|comment|finding|ballot|opinion) (?:of|by|from) (?:the )?(?:\w+ )?(?:juror|judge|jury|panel|arbiter|evaluator|reviewer|buyer|system|admin|operator|quittance)\b/,
  /\b(?:juror|judge|panel|arbiter|evaluator|reviewer|buyer|auditor) (?:\w+ )?(?:note|notes|agreed?|approved?|confirmed|confirms|found|finds|scored|says|said|accepts?|accepted|signed)\b/,
  // The parts of our own prompts.
  /\b(?:canar(?:y|ies)|tracers?|control questions?|test questions?|decoys?|rubric)\b/,
  /["'{]\s*(?:level|answers?|score|mark|quotes?|supports?|verdicts?|lost|units|id)["']?\s*[:=]/,
  // The same in other languages.
  /\b(?:ignorier\w*|vergiss|missachte\w*|bewerte\w*|vergib|antworte\w*|beantworte\w*|gib|wahle|setze|anweisung\w*|bewertung|punktzahl|hochstpunktzahl|richter\w*|geschworene\w*|pruf\w*)\b.{0,60}\b(?:anweisung\w*|ja|punkt\w*|note|bewertung|stufe|hochste\w*|beste\w*|volle\w*|ergebnis|alle\w*|vorherige\w*|modell|assistent|ki)\b/,
  /\b(?:ignore[zr]?|oublie[zr]?|notez|donne[zr]?|attribue[zr]?|reponde[zr]|repondez|choisi(?:s|ssez)|evalue[zr]?)\b.{0,60}\b(?:instructions?|consignes?|precedentes?|note|score|oui|maximale?|meilleure?|niveau|reponse)\b/,
  /\b(?:ignora[rd]?|olvida[rd]?|asigna[rd]?|otorga[rd]?|puntua[rd]?|responde[rd]?|elige|elegir|califica[rd]?|da|dar)\b.{0,60}\b(?:instrucci\w+|anteriores|puntuacion|puntaje|maxim\w+|si|nivel|mejor|respuesta|nota|calificacion)\b/,
  /\b(?:ignora(?:re|te)?|dimentica(?:re|te)?|assegna(?:re|te)?|rispond\w+|scegli\w*|valuta(?:re|te)?|atribu\w+|esque[cç]a\w*|responda|escolha|avalie)\b.{0,60}\b(?:istruzioni|precedenti|punteggio|massim\w+|si|sim|livello|nivel|nota|migliore|melhor|instruc\w+|anteriores)\b/,
  /(?:忽略|无视|忽視|無視|請給|请给|评分|評分|打分|满分|滿分|最高分|指令|提示词|裁判|评审|評審|陪审|回答.{0,4}是|选择)|(?:指示|命令|採点|満点|評価.{0,6}(?:して|せよ)|無視して|審査員|回答.{0,4}はい)|(?:무시하|지시|점수|만점|심사|평가해|대답)/,
  /(?:игнорир|забудь|инструкци|оцени|поставь|балл|судья|судьи|ответь|выбери|максимальн)|(?:تجاهل|تعليمات|درجة|أجب|قيم)|(?:अनदेखा|निर्देश|अंक दें|उत्तर दें)/,
];
