# SPDX-License-Identifier: Apache-2.0
"""Door 1's rules: what each event changes, and what it asks of the outside.

Changing an early answer forgets only what depends on it:
- the kind of PC and the printed address decide the open route card, nothing else;
- the Key ID decides nothing but comparisons, which are computed from it when drawn;
- the digits decide what was typed on the locked PC and what came of it.

What is kept for later follows from the session after each move (`keeping.remember`); here stands
only when it is forgotten.
"""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import assert_never

from recovery_assistant.find import Reading, ReadProblem
from recovery_assistant.find.places import Find, News, Searched
from recovery_assistant.flow.journey import Outcome
from recovery_assistant.flow.lockout import asking
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Answer, Owner, Question, Result
from recovery_assistant.flow.lockout.digits import (
    Told,
    asked_no_more,
    fill,
    held,
    rehearsed,
    searched,
    slips,
    sought_anew,
    wipe_but,
)
from recovery_assistant.flow.lockout.effects import (
    BlockJudged,
    CaseClosed,
    ChooseFile,
    ChooseFolder,
    CopiesCompared,
    CopyText,
    Effect,
    FindSpots,
    ForgetOffers,
    ForgetPlace,
    KeepChoice,
    KeepCopy,
    KeyBroughtBack,
    KeyFilled,
    KeyMet,
    OpenLink,
    PlaceRuledOut,
    ReadClipboard,
    ReadFile,
    ReadingFailed,
    ReadText,
    RehearsalJudged,
    ResumePlace,
    ScannerJudged,
    SearchEnded,
    SearchPlaces,
    StopDrive,
    StopReading,
    StopSearch,
    Wipe,
)
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.keeping import session_of
from recovery_assistant.flow.lockout.looking import (
    Compared,
    Looking,
    Phase,
    asked_for,
    begun,
    ended,
    heard,
    offered,
    with_folder,
)
from recovery_assistant.flow.lockout.rehearsal import Rehearsal
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.flow.lockout.scan import Scan, judge_scan
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import Step
from recovery_assistant.keys import (
    BLOCKS,
    Agreement,
    KeyDraft,
    KeyId,
    Verdict,
    compare,
    find_runs,
    read_key,
)

LONGEST_SECOND = 20_000
"""So much of what is pasted as a second copy is read, at once and without a sign of work."""


def apply(session: Session, event: Event) -> Told:
    """Return the session after `event`, the effects it asks for and a step to go to."""
    match event:
        case happened.ShowsChosen(shows):
            return _about_the_screen(session, replace(session, shows=shows))
        case happened.LinkChosen(link):
            return _about_the_screen(session, replace(session, link=link))
        case happened.ErrorCodeTyped(text):
            return Outcome(replace(session, error_code=text))
        case happened.OwnerChosen(owner):
            return _about_the_screen(session, replace(session, owner=owner))
        case happened.QuestionAnswered(question, answer):
            return _answer(session, question, answer)
        case happened.QuestionsReopened():
            return _about_the_screen(session, replace(session, answers=MappingProxyType({})))
        case happened.KeyIdTyped(text):
            key_id = KeyId.parse(text).key_id
            after = replace(session, key_id_text=text, key_id=key_id, key_id_skipped=False)
            return Outcome(sought_anew(after))
        case happened.KeyIdSkipped(skipped):
            return Outcome(replace(session, key_id_skipped=skipped))
        case happened.RouteOpened(route):
            return Outcome(replace(session, open_route=route))
        case happened.LineTicked(route, line, done):
            mark = frozenset({(route, line)})
            ticked = session.ticked | mark if done else session.ticked - mark
            return Outcome(replace(session, ticked=ticked))
        case happened.RouteFound(route):
            kept = session.ruled_out - {route}
            return Outcome(
                replace(session, found_at=route, open_route=route, ruled_out=kept),
                go_to=Step.CHECK,
            )
        case happened.RouteRuledOut(route):
            return _rule_out(session, route)
        case happened.RouteReopened(route):
            kept = session.ruled_out - {route}
            return Outcome(replace(session, ruled_out=kept, open_route=route), go_to=Step.ROUTES)
        case happened.LinkAsked(address):
            return Outcome(replace(session, unopened=None), (OpenLink(address),))
        case happened.LinkFailed(address):
            return Outcome(replace(session, unopened=address))
        case happened.CopyAsked(text):
            return Outcome(session, (CopyText(text),))
        case happened.TextPasted(text):
            return _read(session, text)
        case happened.PasteAsked():
            return Outcome(session, (ReadClipboard(),))
        case happened.FileAsked():
            return Outcome(session, (ChooseFile(),))
        case happened.FileChosen(path):
            return _read(session, path)
        case happened.ReadingDone(request, reading):
            return _take_reading(session, request, reading)
        case happened.ReadingStopped(request):
            if request != session.reading:
                return Outcome(session)
            return Outcome(replace(session, reading=None), (StopReading(request),))
        case happened.CandidateTaken(number):
            return _take_candidate(session, number)
        case happened.SearchOpened(opened):
            return _open_search(session) if opened else _close_search(session)
        case (
            happened.SpotsFound()
            | happened.SpotPicked()
            | happened.FolderAsked()
            | happened.FolderChosen()
            | happened.PicturesChosen()
            | happened.FetchChosen()
            | happened.AcrossChosen()
            | happened.PlacesWanted()
        ):
            return _pick(session, event)
        case happened.SearchStarted():
            return _start_search(session)
        case happened.SearchTold(request, news):
            return _hear(session, request, news)
        case happened.SearchDone(request, searched):
            return _end_search(session, request, searched)
        case happened.SearchFailed(request):
            return _fail_search(session, request)
        case happened.SearchStopped():
            return _stop_search(session)
        case happened.FoundTaken(number):
            return _take_find(session, number)
        case happened.ReadingMended(block, digits):
            return _mend_reading(session, block, digits)
        case happened.ReadingAccepted():
            return _accept_reading(session)
        case happened.ReadingRefused():
            return _drop_reading(session)
        case (
            happened.DriveOpened()
            | happened.DrivesFound()
            | happened.DriveFileAsked()
            | happened.DriveChosen()
            | happened.WholeDriveAsked()
            | happened.DriveProgressed()
            | happened.DriveTold()
            | happened.DriveStopped()
            | happened.DriveFailed()
            | happened.OtherDriveWanted()
            | happened.VolumeChosen()
            | happened.ProofAsked()
            | happened.KeyJudged()
            | happened.TryingAsked()
            | happened.TryingPlanned()
            | happened.TryingStarted()
            | happened.TryingTold()
            | happened.TryingPaused()
            | happened.TryingDone()
            | happened.TryingFailed()
            | happened.TryingLeft()
            | happened.HeaderAsked()
        ):
            return asking.ask(session, event)
        case happened.DraftEdited(draft):
            return _edit(session, draft)
        case happened.BlockCompleted(block, verdict):
            return Outcome(session, (BlockJudged(block, verdict),))
        case happened.SuggestionUsed(block, digits):
            draft = session.draft.with_block(block, digits)
            told = fill(session, draft, undo=True)
            judged = BlockJudged(block, draft.verdicts[block - 1])
            return told._replace(effects=(*told.effects, judged))
        case happened.CompareOpened(opened):
            return Outcome(replace(session, comparing=opened))
        case happened.SecondEdited(draft):
            return _edit_second(session, draft)
        case happened.SecondPasted(text):
            return _paste_second(session, text)
        case happened.SecondUsed(block):
            return _use_second(session, block)
        case happened.FillUndone():
            return _undo(session)
        case happened.FormChosen(form):
            return Outcome(replace(session, form=form), (KeepChoice(form, session.advance),))
        case happened.AdvanceChosen(advance):
            return Outcome(replace(session, advance=advance), (KeepChoice(session.form, advance),))
        case happened.AssistanceFound(advance):
            # No choice of the person's: nothing is kept.
            return Outcome(replace(session, advance=advance))
        case happened.DigitsHidden(hidden):
            return Outcome(replace(session, hidden=hidden))
        case happened.ViewChosen(view):
            return Outcome(replace(session, view=view))
        case happened.BlockTyped(block, done):
            return Outcome(_type_block(session, block, done=done))
        case happened.BlockShown(block):
            return Outcome(replace(session, block=min(max(block, 1), BLOCKS)))
        case happened.RehearsalOpened():
            return _turn_to(session, Rehearsal())
        case happened.RehearsalTyped(draft):
            return _rehearse(session, draft)
        case happened.RehearsalKeyShown(shown):
            if not isinstance(session.aid, Rehearsal):
                return Outcome(session)
            return Outcome(replace(session, aid=replace(session.aid, key_shown=shown)))
        case happened.RehearsalGraded(seconds):
            return _grade(session, seconds)
        case happened.RehearsalAgain():
            if not isinstance(session.aid, Rehearsal):
                return Outcome(session)
            return _turn_to(session, Rehearsal(key_shown=session.aid.key_shown))
        case happened.ScanOpened():
            return _turn_to(session, Scan())
        case happened.ScannerTried() | happened.KeyCodeShown() | happened.PieceChosen():
            return _scan(session, event)
        case happened.AidClosed() | happened.StepLeft():
            return _turn_to(session, None)
        case happened.ResultChosen(result):
            return _take_result(session, result)
        case happened.RefusalChosen(refusal):
            return Outcome(replace(session, refusal=refusal))
        case happened.CauseChosen(cause):
            return Outcome(replace(session, cause=cause))
        case happened.TypeAgain():
            fresh = replace(session, typed=frozenset(), block=1)
            return Outcome(fresh, go_to=Step.TYPE)
        case happened.CheckAgain():
            return Outcome(session, go_to=Step.CHECK)
        case happened.LookOn():
            return Outcome(session, go_to=Step.ROUTES)
        case happened.CaseForgotten():
            # What still runs answers to a request of the old case; no new one may be called so.
            fresh = Session(
                form=session.form, advance=session.advance, last_request=session.last_request
            )
            stop = _no_more(session, forget=True)
            effects = (*stop, *_wiped(session), *_forgotten(session), CaseClosed())
            return Outcome(fresh, effects, go_to=Step.SCREEN)
        case happened.PlaceKeeping(keep):
            return _keep(session, keep=keep)
        case happened.KeyIdKeeping(keep):
            return Outcome(replace(session, keeping_id=keep))
        case happened.PlaceNotKept():
            return Outcome(replace(session, keeping=False, keeping_id=False))
        case happened.PlacesFound(offers):
            return Outcome(replace(session, offered=offers))
        case happened.ResumeAsked(case):
            return Outcome(session, (ResumePlace(case),))
        case happened.PlaceResumed(place):
            usual = Session(
                form=session.form, advance=session.advance, last_request=session.last_request
            )
            return Outcome(
                session_of(place, usual),
                (*_no_more(session, forget=False), *_wiped(session)),
                go_to=place.trail[-1],
                by_way_of=place.trail[:-1],
            )
        case happened.OffersForgotten():
            cases = tuple(offer.case for offer in session.offered)
            return Outcome(replace(session, offered=()), (ForgetOffers(cases),))
        case happened.KeepCopyAsked():
            draft = KeyDraft(session.draft.blocks)
            return Outcome(session, (KeepCopy(draft, session.found_id or session.key_id),))
        case happened.KeyBrought(draft, key_id):
            return _bring(session, draft, key_id)
        case _:
            assert_never(event)


def _about_the_screen(before: Session, after: Session) -> Told:
    """Forget the open card when the order of places is another one now."""
    if after.routes != before.routes:
        after = replace(after, open_route=None)
    return Outcome(after)


def _answer(session: Session, question: Question, answer: Answer) -> Told:
    """Keep the answer and those before it; a later question may no longer follow from it."""
    order = tuple(Question)
    kept = {
        asked: given
        for asked, given in session.answers.items()
        if order.index(asked) < order.index(question)
    }
    answers = MappingProxyType({**kept, question: answer})
    return _about_the_screen(session, replace(session, answers=answers, owner=Owner.NOT_SURE))


def _rule_out(session: Session, route: Route) -> Told:
    ruled_out = session.ruled_out | {route}
    after = replace(
        session,
        ruled_out=ruled_out,
        found_at=None if session.found_at is route else session.found_at,
    )
    left = after.places_left
    after = replace(after, open_route=left[0] if left else None)
    said = (PlaceRuledOut(route, len(left)),)
    return Outcome(after, said, go_to=None if left else Step.SPENT)


def _read(session: Session, source: str | Path) -> Told:
    request = session.last_request + 1
    stop = () if session.reading is None else (StopReading(session.reading),)
    after = replace(session, reading=request, last_request=request, read_problem=None)
    match source:
        case str():
            return Outcome(
                after, (*stop, ReadText(request, source, next(iter(session.sought), None)))
            )
        case Path():
            return Outcome(
                after, (*stop, ReadFile(request, source, next(iter(session.sought), None)))
            )
        case _:
            assert_never(source)


def _take_reading(session: Session, request: int, reading: Reading) -> Told:
    if request != session.reading:
        # Stale: something newer was asked for. Its digits must not lie about.
        return Outcome(session, (Wipe(tuple(c.draft for c in reading.candidates)),))
    after = replace(session, reading=None, read_problem=reading.problem)
    if not reading.candidates:
        return Outcome(after, (ReadingFailed(reading.problem or ReadProblem.NO_KEY),))
    held = (session.draft, session.before)
    old = tuple(c.draft for c in session.candidates if all(c.draft is not d for d in held))
    after = replace(after, candidates=reading.candidates)
    told = _take_candidate(after, 0)
    return told._replace(effects=(Wipe(old), *told.effects))


def _take_candidate(session: Session, number: int) -> Told:
    if not 0 <= number < len(session.candidates):
        return Outcome(session)
    candidate = session.candidates[number]
    told = fill(session, candidate.draft, undo=True)
    after = replace(
        told.session,
        taken=number,
        found_id=candidate.key_id,
        place=candidate.place,
        find=None,
    )
    filled = KeyFilled(len(session.candidates), slips(candidate.draft))
    return Outcome(after, (*told.effects, filled))


def _open_search(session: Session) -> Told:
    """Show the search, and ask anew which places there are: a stick may have come or gone."""
    before = session.looking
    looking = Looking() if before is None else replace(before, opened=True)
    return Outcome(replace(session, looking=looking), (FindSpots(),))


def _close_search(session: Session) -> Told:
    """Close the search; what it found stays for the next time."""
    told = _stop_search(session)
    looking = told.session.looking
    if looking is None:
        return told
    closed = replace(told.session, looking=replace(looking, opened=False))
    dropped = _drop_reading(closed)
    return dropped._replace(effects=(*told.effects, *dropped.effects))


def _pick(
    session: Session,
    event: happened.SpotsFound
    | happened.SpotPicked
    | happened.FolderAsked
    | happened.FolderChosen
    | happened.PicturesChosen
    | happened.FetchChosen
    | happened.AcrossChosen
    | happened.PlacesWanted,
) -> Told:
    looking = session.looking
    if looking is None:
        # Stale: the case was forgotten meanwhile.
        return Outcome(session)
    effects: tuple[Effect, ...] = ()
    match event:
        case happened.SpotsFound(spots):
            looking = offered(looking, spots)
        case happened.SpotPicked(path, picked):
            mark = frozenset({path})
            chosen = looking.picked | mark if picked else looking.picked - mark
            looking = replace(looking, picked=chosen)
        case happened.FolderAsked():
            effects = (ChooseFolder(),)
        case happened.FolderChosen(path):
            looking = with_folder(looking, path)
        case happened.PicturesChosen(read):
            looking = replace(looking, pictures=read)
        case happened.FetchChosen(fetch):
            looking = replace(looking, fetch=fetch)
        case happened.AcrossChosen(across):
            looking = replace(looking, across=across)
        case happened.PlacesWanted():
            looking = replace(looking, phase=Phase.CHOOSING)
            effects = (FindSpots(),)
        case _:
            assert_never(event)
    return Outcome(replace(session, looking=looking), effects)


def _start_search(session: Session) -> Told:
    looking = session.looking
    if looking is None or not looking.roots or looking.phase is Phase.RUNNING:
        return Outcome(session)
    request = session.last_request + 1
    after = replace(session, looking=begun(looking, request), last_request=request)
    search = SearchPlaces(request, looking.search(session.sought))
    return Outcome(after, (*wipe_but(looking.drafts, held(after)), search))


def _hear(session: Session, request: int, news: tuple[News, ...]) -> Told:
    looking = session.looking
    if looking is None or request != looking.request:
        brought = [one.candidate.draft for one in news if isinstance(one, Find)]
        return Outcome(session, wipe_but(brought, held(session)))
    after = asked_for(heard(looking, news), session.sought)
    first = not looking.finds and after.finds
    matches = not looking.matching and after.matching
    said = (KeyMet(agrees=bool(matches)),) if first or matches else ()
    return Outcome(replace(session, looking=after), said)


def _end_search(session: Session, request: int, searched: Searched) -> Told:
    looking = session.looking
    brought = [find.candidate.draft for find in searched.finds]
    if looking is None or request != looking.request:
        return Outcome(session, wipe_but(brought, held(session)))
    after = replace(session, looking=asked_for(ended(looking, searched), session.sought))
    gone = wipe_but(looking.drafts, held(after))
    if looking.phase is not Phase.RUNNING:
        # It was stopped, and that was said.
        return Outcome(after, gone)
    return Outcome(after, (*gone, _ended_so(after)))


def _fail_search(session: Session, request: int) -> Told:
    looking = session.looking
    if looking is None or request != looking.request:
        return Outcome(session)
    after = replace(looking, phase=Phase.OVER, failed=True, stopped=True)
    return Outcome(replace(session, looking=after))


def _stop_search(session: Session) -> Told:
    """Stop at once for the person; the search itself may take a moment to come to its end."""
    looking = session.looking
    if looking is None or looking.phase is not Phase.RUNNING:
        return Outcome(session)
    stop = _no_more_search(session)
    after = replace(session, looking=replace(looking, phase=Phase.OVER, stopped=True))
    return Outcome(after, (*stop, _ended_so(after)))


def _no_more_search(session: Session) -> tuple[Effect, ...]:
    looking = session.looking
    if looking is None or looking.request is None or looking.phase is not Phase.RUNNING:
        return ()
    return (StopSearch(looking.request),)


def _no_more(session: Session, *, forget: bool) -> tuple[Effect, ...]:
    """Stop all that goes on; `forget` where the trying of many keys stood as well."""
    looked = session.proving
    reading = () if looked is None or looked.request is None else (StopDrive(looked.request),)
    return (*_no_more_search(session), *reading, *asked_no_more(session, forget=forget))


def _ended_so(session: Session) -> SearchEnded:
    looking = session.looking or Looking()
    return SearchEnded(
        len(looking.finds), looking.matching, looking.passed_over, stopped=looking.stopped
    )


def _take_find(session: Session, number: int) -> Told:
    """Fill the blocks with a key that was found; a reading of a picture is compared first."""
    looking = session.looking
    if looking is None or not 0 <= number < len(looking.finds):
        return Outcome(session)
    find = looking.finds[number]
    told = _drop_reading(session)
    if find.strip is None:
        filled = _fill_from(told.session, looking, find, find.candidate.draft)
        return filled._replace(effects=(*told.effects, *filled.effects))
    compared = Compared(find=find, draft=KeyDraft(find.candidate.draft.blocks))
    return told._replace(session=replace(told.session, looking=replace(looking, compared=compared)))


def _fill_from(session: Session, looking: Looking, find: Find, draft: KeyDraft) -> Told:
    told = fill(session, draft, undo=True)
    candidate = find.candidate
    # The key counts now; a search that goes on stays in view, so that it can be stopped.
    looking = replace(looking, compared=None, opened=looking.phase is Phase.RUNNING)
    after = replace(
        told.session,
        found_id=candidate.key_id,
        taken=None,
        place=candidate.place,
        find=find,
        looking=looking,
    )
    filled = KeyFilled(1, slips(draft))
    return Outcome(after, (*told.effects, filled), go_to=Step.CHECK)


def _mend_reading(session: Session, block: int, digits: str) -> Told:
    looking = session.looking
    if looking is None or looking.compared is None:
        return Outcome(session)
    old = looking.compared.draft
    draft = old.with_block(block, digits)
    after = replace(looking, compared=replace(looking.compared, draft=draft))
    judged = BlockJudged(block, draft.verdicts[block - 1])
    return Outcome(replace(session, looking=after), (Wipe((old,)), judged))


def _accept_reading(session: Session) -> Told:
    looking = session.looking
    if looking is None or looking.compared is None:
        return Outcome(session)
    find, draft = looking.compared.find, looking.compared.draft
    # The digits go over to the fields: they are the search's no more.
    without = replace(session, looking=replace(looking, compared=None))
    return _fill_from(without, looking, find, draft)


def _drop_reading(session: Session) -> Told:
    looking = session.looking
    if looking is None or looking.compared is None:
        return Outcome(session)
    gone = Wipe((looking.compared.draft,))
    return Outcome(replace(session, looking=replace(looking, compared=None)), (gone,))


def _finds(session: Session) -> tuple[Find, ...]:
    return () if session.looking is None else session.looking.finds


def _bring(session: Session, draft: KeyDraft, key_id: KeyId | None) -> Told:
    """Go on with a key that was kept; digits that stood there before can be brought back."""
    told = fill(session, draft, undo=not session.draft.is_empty)
    return Outcome(
        replace(told.session, found_id=key_id, taken=None, place=None, find=None),
        told.effects,
        go_to=Step.TYPE,
        by_way_of=(Step.SCREEN, Step.ROUTES, Step.CHECK),
    )


def _edit_second(session: Session, draft: KeyDraft) -> Told:
    old = session.second
    if draft is old:
        return Outcome(session)
    after = replace(session, second=draft)
    said = (_compared(after),) if _is_filled(draft) and not _is_filled(old) else ()
    return Outcome(after, (Wipe((old,)), *said))


def _is_filled(draft: KeyDraft) -> bool:
    return not {Verdict.EMPTY, Verdict.SHORT}.intersection(draft.verdicts)


def _paste_second(session: Session, text: str) -> Told:
    """Take over the key in a text that is most like the one in the fields."""
    text = text[:LONGEST_SECOND]
    drafts = [run.draft for run in find_runs(text)] or [read_key(text).draft]
    closest = max(drafts, key=lambda draft: _alike(session.draft, draft))
    if closest.is_empty:
        return Outcome(
            replace(session, read_problem=ReadProblem.NO_KEY), (ReadingFailed(ReadProblem.NO_KEY),)
        )
    after = replace(session, second=closest, read_problem=None)
    others = (draft for draft in drafts if draft is not closest)
    return Outcome(after, (Wipe((session.second, *others)), _compared(after)))


def _alike(draft: KeyDraft, other: KeyDraft) -> int:
    """How many blocks are the same in both."""
    blocks = compare(draft.blocks, other.blocks).blocks
    return sum(one.agreement is Agreement.SAME for one in blocks)


def _compared(session: Session) -> CopiesCompared:
    return CopiesCompared(compare(session.draft.blocks, session.second.blocks))


def _use_second(session: Session, block: int | None) -> Told:
    """Fill one block from the second copy, or every block that it helps."""
    blocks = compare(session.draft.blocks, session.second.blocks).blocks
    fills = {
        one.number: one.fill
        for one in blocks
        if one.fill is not None and block in {None, one.number}
    }
    if not fills:
        return Outcome(session)
    texts = [fills.get(n, text) for n, text in enumerate(session.draft.blocks, start=1)]
    draft = KeyDraft(texts)
    told = fill(session, draft, undo=True)
    said: Effect = (
        _compared(told.session) if block is None else BlockJudged(block, draft.verdicts[block - 1])
    )
    return told._replace(effects=(*told.effects, said))


def _edit(session: Session, draft: KeyDraft) -> Told:
    told = fill(session, draft, undo=False)
    if draft.is_empty:
        # The Key ID belonged to digits that are gone.
        gone = replace(told.session, found_id=None, taken=None, place=None, find=None)
        return told._replace(session=gone)
    return told


def _undo(session: Session) -> Told:
    if session.before is None:
        return Outcome(session)
    back: KeyDraft = session.before
    told = fill(session, back, undo=False)
    taken = next((n for n, c in enumerate(session.candidates) if c.draft is back), None)
    find = next((f for f in _finds(session) if f.candidate.draft is back), None)
    after = replace(told.session, taken=taken, find=find, found_id=session.before_id)
    return Outcome(after, (*told.effects, KeyBroughtBack()))


def _type_block(session: Session, block: int, *, done: bool) -> Session:
    mark = frozenset({block})
    typed = session.typed | mark if done else session.typed - mark
    if not done:
        return replace(session, typed=typed)
    following = (*range(block + 1, BLOCKS + 1), *range(1, block + 1))
    target = next((number for number in following if number not in typed), block)
    return replace(session, typed=typed, block=target)


def _turn_to(session: Session, aid: Rehearsal | Scan | None) -> Told:
    """Open the rehearsal or the bar code, or neither; what was rehearsed before is wiped."""
    gone = rehearsed(session)
    return Outcome(replace(session, aid=aid), (Wipe(gone),) if gone else ())


def _rehearse(session: Session, draft: KeyDraft) -> Told:
    aid = session.aid
    if not isinstance(aid, Rehearsal) or aid.graded:
        # Stale: nobody practises any more.
        return Outcome(session, (Wipe((draft,)),))
    return Outcome(replace(session, aid=replace(aid, draft=draft)), (Wipe((aid.draft,)),))


def _grade(session: Session, seconds: int) -> Told:
    aid = session.aid
    if not isinstance(aid, Rehearsal) or aid.graded or aid.draft.is_empty:
        return Outcome(session)
    after = replace(aid, graded=True, seconds=seconds)
    judged = RehearsalJudged(after.grades(session.draft), seconds)
    return Outcome(replace(session, aid=after), (judged,))


def _scan(
    session: Session,
    event: happened.ScannerTried | happened.KeyCodeShown | happened.PieceChosen,
) -> Told:
    aid = session.aid
    if not isinstance(aid, Scan):
        return Outcome(session)
    match event:
        case happened.ScannerTried(text):
            arrived = judge_scan(text)
            said = () if arrived is None else (ScannerJudged(arrived),)
            return Outcome(replace(session, aid=replace(aid, arrived=arrived)), said)
        case happened.KeyCodeShown(shown):
            return Outcome(replace(session, aid=replace(aid, key_shown=shown)))
        case happened.PieceChosen(piece):
            return Outcome(replace(session, aid=replace(aid, piece=piece)))
        case _:
            assert_never(event)


def _wiped(session: Session) -> tuple[Effect, ...]:
    drafts = [session.draft, session.second, *(candidate.draft for candidate in session.candidates)]
    drafts += rehearsed(session)
    drafts += searched(session)
    if session.before is not None:
        drafts.append(session.before)
    return (Wipe(tuple(drafts)),)


def _take_result(session: Session, result: Result) -> Told:
    after = replace(session, result=result)
    return Outcome(after, _forgotten(session) if after.opened else ())


def _keep(session: Session, *, keep: bool) -> Told:
    if keep:
        return Outcome(replace(session, keeping=True))
    # Whoever ticks it again is asked about the Key ID again.
    return Outcome(replace(session, keeping=False, keeping_id=False), _forgotten(session))


def _forgotten(session: Session) -> tuple[Effect, ...]:
    return (ForgetPlace(),) if session.keeping else ()
