/** Portuguese. Chosen for few false alarms: a word that citizens use too is in none of these. */
import { type DraftWords, readPatterns } from './shape.ts';

const TIMES = 'agora|hoje|amanha|logo|ainda hoje|hoje mesmo|em breve';

export const PORTUGUESE: DraftWords = {
  jargon: readPatterns(`
    data venia => com respeito
    outrossim => também
    (?:destarte|dessarte) => assim
    doravante => daqui em diante
    haja vista => porque
    (?:supra|retro)(?:citad|mencionad)[oa]s? => que citei
    (?:em epigrafe|epigrafad[oa]s?) => citado acima
    no que (?:tange|concerne|pertine|diz respeito) (?:a|ao|as|aos) => sobre
    no tocante (?:a|ao|as|aos) => sobre
    com (?:fulcro|espeque|supedaneo|arrimo) (?:em|na|no|nas|nos) => com base em
    em sede de => em
    no bojo d[aeo]s? => em
    in loco => no local
    (?:ex officio|ex oficio) => por iniciativa do órgão
    inaudita altera parte => sem ouvir a outra parte
    (?:periculum in mora|fumus boni iuris) =>
    sub judice => em julgamento na Justiça
    (?:transito|transitou|transitad[oa]) em julgado => decisão final, sem mais recurso
    exequentes? => quem cobra
    (?:o|a|ao|do|da|pelo|pela)s? requerentes? => quem pediu
    (?:acostad|coligid)[oa]s? (?:aos? autos|ao processo) => que está no processo
    (?:os|nos|aos|dos) autos => o processo
    juntada => entrega do documento
    conclus[oa]s? (?:ao|para o|com o|a) (?:juiz|juiza|magistrad[oa]|relator|relatora) => com o juiz, para ele decidir
    indefer(?:id[oa]s?|imentos?|iu|ir) => negado, não aceito
    defer(?:id[oa]s?|imentos?|iu) => aceito
    intempestiv(?:[oa]s?|amente) => fora do prazo
    tempestiv(?:[oa]s?|amente) => dentro do prazo
    preclus(?:ao|[oa]s?) => perda do prazo
    genitor(?:a|es|as)? => pai ou mãe
    menor impubere => criança ou adolescente de até 16 anos
    municipes? => morador
    logradouros? => rua
    discentes? => aluno
    docentes? => professor
    (?:in)?adimpl(?:ir|ementos?|ente|entes|encia) => pagamento em dia, dívida
    pecuniari[oa]s? => em dinheiro
    outorga(?:nte|ntes|d[oa]s?|r)? => dar poderes
    substabelec(?:er|imento) => passar os poderes a outra pessoa
    dirimir => esclarecer
    (?:faz-se|se faz|e) mister => é preciso
    salvo melhor juizo =>
    (?:hodiern[oa]s?|hodiernamente) => atual
    ness[ea] diapasao => assim
    (?:lavrad[oa]s?|lavratura) => registro
    perfaz(?:er|endo|em)? => soma
    aufer(?:ir|id[oa]s?|e|em) => receber
    posterga(?:r|d[oa]s?|cao)? => adiar
    retifica(?:r|d[oa]s?|mos)? => corrigir
    ratifica(?:r|d[oa]s?|mos)? => confirmar
    (?:anuencia|aquiescencia) => concordância
    munid[oa]s? d[aeo]s? => com
    (?:vossa senhoria|v\\. ?s[.ªa]{1,2}) => você, o senhor, a senhora
    (?:ilm[oa]|exm[oa])\\.? => senhor, senhora
    tao[- ]somente => só
    por conseguinte => por isso
    (?:nao|in)obstante => mesmo assim
    nao obstante => mesmo assim
    conquanto => embora
    porquanto => porque
    mormente => principalmente
    ness[ea] interim => enquanto isso
    (?:precipu[oa]s?|desiderato|mun?us publico) =>
    exara(?:d[oa]s?|r) => dado por escrito
    prolata(?:d[oa]s?|r) => dado
    interposicao => apresentação do recurso
    protocolizar => registrar
    oitiva => depoimento
    lide => causa
  `),
  officialese: readPatterns(`
    (?:faz-se|se faz|fazem-se) necessari[oa]s? => é preciso
    (?:solicita|informa|comunica|requer|determina|esclarece|recomenda|procedeu|ressalta|salienta)-se => pedimos, informamos: diga quem faz
    (?:devera|deverao|deve|devem) ser (?!feliz)[a-z]{3,}[dt][oa]s? => diga a quem lê o que fazer: preencha, envie, pague
    (?:cumpre|cabe|impende|insta|urge|importa|vale) (?:ressaltar|salientar|destacar|frisar|informar|esclarecer)(?: que)? =>
    (?:encontra-se|encontram-se|se encontra|se encontram) (?:disponive(?:l|is)|em analise|em andamento|em tramitacao|a disposicao) => está, estão
    efetua(?:r|mos|ndo) (?:o|a|os|as) (?:pagamento|preenchimento|envio|cadastro|matricula|inscricao|entrega|pedido|solicitacao)s? => pagar, preencher, enviar
    (?:sera|serao|foi|foram) (?:realizad|efetuad|procedid)[oa]s? (?:a|o|as|os) (?:analise|envio|pagamento|cadastro|verificacao|conferencia|entrega|abertura|avaliacao) => diga quem faz: vamos analisar, enviamos
    proced(?:er|emos|eremos) (?:a|ao|com o|com a) [a-z]+ => use o próprio verbo
    vimos por meio d(?:esta|este) =>
    no aguardo de => espero
    favor desconsiderar => desconsidere, por favor
  `),
  unkind: readPatterns(`
    (?:como )?ja (?:foi|fora) (?:dit[oa]|informad[oa]|explicad[oa]) => diga de novo, com outras palavras
    como (?:eu )?ja (?:te |lhe )?(?:disse|falei|informei|expliquei) => diga de novo, com outras palavras
    ja (?:te |lhe )?(?:falei|disse|expliquei) (?:que|isso|varias|mil) => diga de novo, com outras palavras
    (?:voce|o senhor|a senhora|vc) (?:deveria|devia) (?:ter|saber) => diga o que pode ser feito agora
    (?:voce|o senhor|a senhora|vc) (?:nao|nem) (?:leu|entendeu|prestou|quis|sabe ler) => explique de novo, com outras palavras
    (?:voce|o senhor|a senhora|vc) (?:errou|se enganou|fez errado|se equivocou) => diga o que falta corrigir
    (?:e|foi) (?:erro|falha|descuido) (?:seu|sua|do senhor|da senhora) => diga o que falta corrigir
    (?:a )?culpa (?:e |foi )?(?:sua|do senhor|da senhora) => diga o que pode ser feito agora
    por sua culpa => diga o que pode ser feito agora
    (?:problema (?:e )?seu|nao (?:e|e um) problema (?:meu|nosso)) => diga quem resolve, e como chegar lá
    nao (?:e|seria) (?:minha|nossa) (?:obrigacao|funcao) => diga quem resolve, e como chegar lá
    nao (?:posso|podemos) fazer (?:mais )?nada => diga o que ainda pode ser feito, ou quem pode ajudar
    (?:obviamente|e obvio|como e obvio|logicamente) =>
    (?:basta|e so|era so) ler => diga aqui o que está escrito lá
    leia (?:direito|com atencao|de novo) => explique de novo, com outras palavras
    (?:acalme-se|se acalme|fique calm[oa]|tenha (?:mais )?paciencia|pare de (?:gritar|reclamar|insistir)) => mostre que entendeu: "entendo a sua preocupação"
    (?:se vire|azar (?:o )?seu|nao adianta (?:reclamar|insistir)) => diga o que ainda pode ser feito
    nao tenho tempo => diga quando pode responder
    (?:ignorante|burr[oa]|idiota|mal[- ]?educad[oa]|preguicos[oa]|mentiros[oa]) =>
    (?:meu bem|meu amor|meu anjo|minha flor|minha querida|meu querido|fof[oa]) => use o nome da pessoa
  `),
  promises: readPatterns(`
    (?:eu )?(?:garanto|garantimos|prometo|prometemos|asseguro|asseguramos) => diga o que já é certo, e o que depende de quem
    (?:com certeza|certamente|sem falta) (?:vai|vao|sera|serao|saira|sai|fica|ficara|recebera) => diga o prazo previsto
    (?:pode ficar|fique) tranquil[oa],? que (?:vai|sera|tudo) => diga o que já é certo
    (?:vai|vao) ser (?:aprovad|aceit|concedid|liberad)[oa]s? => diga quem decide, e quando
    (?:sera|serao) (?:aprovad|concedid)[oa]s? (?:com certeza|sem falta|${TIMES}) => diga quem decide, e quando
    (?:sera|vai ser) (?:resolvid|solucionad)[oa]s? (?:${TIMES}) => diga o prazo previsto
    juiz(?:a)? vai (?:decidir|julgar) a (?:seu|sua) favor => o juiz decide: não se sabe como
    (?:causa|processo|acao) (?:esta|ta) ganh[oa] => o juiz decide: não se sabe como
    (?:nunca mais|nao) vai (?:acontecer|se repetir)(?: de novo| outra vez| nunca mais) => diga o que foi corrigido
    (?:isso )?nao acontece(?:ra)? (?:mais|de novo) => diga o que foi corrigido
  `),
};
