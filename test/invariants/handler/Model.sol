// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Tab} from "../../../contracts/types/Tab.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Budgets} from "./Budgets.sol";
import {Sharing} from "./Sharing.sol";

enum Phase {
    Pending,
    Delivered,
    Provisional,
    Round2,
    Ruling,
    Settled
}

/// @notice What the model holds to be true of a milestone.
struct GhostMilestone {
    Phase phase;
    /// @dev The panel of round 1 has earned the verification fee: it decided, or a quorum had voted at the contest.
    bool judged;
    uint16 payout;
    uint40 deliveredAt;
    uint40 provisionalSince;
    bytes32 evidence;
    uint256 toSeller;
    uint256 toBuyer;
    uint256 settlements;
    /// @dev The last round that decided; 0 while none did.
    uint8 round;
    uint8 contests;
    /// @dev Of round 2: who was drawn, and a lane of 16 bits for each, score + 1 once it has voted.
    address[] panel;
    uint40 drawnAt;
    uint256 votes;
    /// @dev Of round 1 on evidence that is on-chain: the same lanes, of the named panel, until it decides.
    uint256 book;
    /// @dev The same lanes, where jurors share the fee: of the verdict, and of those who came after the round.
    uint256 late;
    /// @dev When the parties ended it although it was contested.
    uint40 endedAt;
    /// @dev Another deal has its money.
    bool moved;
}

/// @notice What the model holds to be true of a contest and its bond.
struct GhostContest {
    address payer;
    bool byBuyer;
    uint16 payout;
    uint40 openedAt;
    /// @dev What the payer consented to, which its commitment is known by.
    bytes32 nonce;
    /// @dev The bond has not gone anywhere yet, but for what the draw has earned of it.
    bool held;
    /// @dev What is left of it.
    uint256 left;
    /// @dev As events have it: what went back to the payer, and what judges earned.
    uint256 returned;
    uint256 earned;
}

/// @notice What the model holds to be true of a deal.
struct GhostDeal {
    bytes32 id;
    TermsFixture fixture;
    bytes packed;
    /// @dev One bit a seat: this juror votes as it pleases, and may vote twice.
    uint256 corrupt;
    uint256 openedAt;
    uint256 funded;
    uint256 unsettled;
    /// @dev Measured on the contract and the token, not modelled: what has left the deal.
    uint256 paidOut;
    /// @dev What the deal that replaced it has of it.
    uint256 movedOn;
    /// @dev Of the last settlement that can be rated.
    uint256 settledAt;
    bool buyerRated;
    bool sellerRated;
}

/// @notice What the model holds to be true of a tab.
struct GhostTab {
    bytes32 id;
    Tab tab;
    uint40 openedAt;
    uint256 redeemed;
    bool closed;
}

/// @notice An independent model of the money contract, written from the protocol: where every unit is, and what is
/// allowed at this second. It shares no code with the contract and never asks it anything.
abstract contract Model is Budgets {
    uint256 internal constant FULL = 10_000;

    mapping(address account => uint256) internal _balance;
    mapping(address account => uint256) internal _unclaimedPayout;
    mapping(address account => uint256) internal _walletOf;
    uint256 internal _balances;
    uint256 internal _refusals;
    uint256 internal _locked;
    uint256 internal _bonds;
    /// @dev Reserved by tabs that are not closed, and not redeemed.
    uint256 internal _reserved;
    uint256 internal _uninvited;
    /// @notice How often a treasury was drawn on, and how often jurors shared a fee.
    uint256 public treasuryDraws;
    uint256 public feesShared;

    bool internal _paused;
    mapping(address account => bool) internal _listed;

    GhostDeal[] internal _deals;
    mapping(uint256 deal => mapping(uint256 milestone => GhostMilestone)) internal _milestones;
    mapping(uint256 deal => mapping(uint256 milestone => mapping(uint256 round => GhostContest))) internal _contests;
    mapping(bytes32 delivery => bool) internal _sellerSigned;
    GhostTab[] internal _tabs;
    mapping(address account => mapping(uint64 nonce => bool)) internal _orderUsed;

    constructor() {
        for (uint256 i = 0; i < _parties.length; ++i) {
            _mint(_parties[i], FUNDS);
            _walletOf[_parties[i]] = FUNDS;
            VM.prank(_parties[i]);
            usdc.approve(address(quittance), type(uint256).max);
        }
        _mint(_stranger, FUNDS);
        _walletOf[_stranger] = FUNDS;
    }

    function _fundsOf(address account) internal view override returns (uint256) {
        address treasury = _treasuryOf(account);
        bool draws = _isOpened(treasury) && !_isFrozen(treasury);
        return _balance[account] + (draws ? _balance[treasury] : 0);
    }

    /// @dev The token would refuse to pay `to`.
    function _blocked(address to) internal view returns (bool) {
        return _paused || _listed[to] || _listed[address(quittance)];
    }

    /// @dev The token would take `amount` from `from`.
    function _canPay(address from, uint256 amount) internal view returns (bool) {
        return amount != 0 && amount <= _walletOf[from] && !_blocked(from);
    }

    // ---- the payout function, by division ----
    function _payoutFor(TermsFixture memory fixture, uint256 score) internal pure returns (uint256) {
        if (score < fixture.passingScore) return 0;
        if (fixture.payoutStep == 0) return FULL;
        return (score / fixture.payoutStep) * fixture.payoutStep;
    }

    // ---- what stands ----
    /// @dev The payouts between which the missing jurors can move the median's. Counts votes at and above each score,
    /// and at and below it, and ranks nothing.
    function _intervalOf(
        TermsFixture memory fixture,
        uint256 votes,
        uint256 seats
    ) internal pure returns (bool reached, uint256 lowest, uint256 highest) {
        uint256 quorum = (seats + 1) / 2;
        highest = FULL;
        for (uint256 i = 0; i < seats; ++i) {
            uint256 own = (votes >> (16 * i)) & 0xffff;
            if (own == 0) continue;
            uint256 notBelow;
            uint256 notAbove;
            for (uint256 j = 0; j < seats; ++j) {
                uint256 other = (votes >> (16 * j)) & 0xffff;
                if (other >= own) ++notBelow;
                if (other != 0 && other <= own) ++notAbove;
            }
            uint256 payout = _payoutFor(fixture, own - 1);
            if (notBelow >= quorum) {
                reached = true;
                if (payout > lowest) lowest = payout;
            }
            if (notAbove >= quorum && payout < highest) highest = payout;
        }
    }

    /// @return What the milestone settles at unless something more is decided.
    function _provisionalOf(uint256 deal, uint256 milestone) internal view returns (uint16) {
        TermsFixture memory fixture = _deals[deal].fixture;
        GhostMilestone storage ghost = _milestones[deal][milestone];
        if (ghost.phase == Phase.Delivered) {
            return _moved(fixture, fixture.silencePayout, ghost.book, fixture.panel.length);
        }
        if (ghost.phase == Phase.Round2) return _moved(fixture, ghost.payout, ghost.votes, ghost.panel.length);
        return ghost.payout;
    }

    function _moved(
        TermsFixture memory fixture,
        uint16 payout,
        uint256 votes,
        uint256 seats
    ) private pure returns (uint16) {
        if (seats == 0) return payout;
        (bool reached, uint256 lowest, uint256 highest) = _intervalOf(fixture, votes, seats);
        if (!reached) return payout;
        if (payout < lowest) return uint16(lowest);
        return payout > highest ? uint16(highest) : payout;
    }

    /// @dev A quorum of the named panel was on record when its time ended, and it decided nothing.
    function _earnedByQuorum(uint256 deal, uint256 milestone) internal view returns (bool reached) {
        TermsFixture memory fixture = _deals[deal].fixture;
        GhostMilestone storage ghost = _milestones[deal][milestone];
        if (ghost.phase != Phase.Delivered) return false;
        if (block.timestamp < ghost.deliveredAt + uint256(fixture.verdictWindow)) return false;
        (reached, , ) = _intervalOf(fixture, ghost.book, fixture.panel.length);
    }

    // ---- where the money goes ----
    function _credit(address account, uint256 amount) internal {
        _balance[account] += amount;
        _balances += amount;
    }

    function _debit(address account, uint256 amount) internal {
        _balance[account] -= amount;
        _balances -= amount;
    }

    /// @dev What is committed comes from the account's balance first, and what lacks from its treasury.
    function _spend(address account, uint256 amount) internal {
        uint256 own = _least(amount, _balance[account]);
        _debit(account, own);
        if (own == amount) return;
        _debit(_treasuryOf(account), amount - own);
        ++treasuryDraws;
    }

    function _payOut(address to, uint256 amount, bool toLedger) internal {
        if (toLedger) {
            _credit(to, amount);
        } else if (_blocked(to)) {
            _unclaimedPayout[to] += amount;
            _refusals += amount;
        } else {
            _walletOf[to] += amount;
        }
    }

    function _release(uint256 deal, uint256 amount) internal {
        _deals[deal].unsettled -= amount;
        _locked -= amount;
    }

    /// @dev A bond leaves to one account, or a part of it does.
    function _payBond(address to, uint256 amount) internal {
        _bonds -= amount;
        _credit(to, amount);
    }

    /// @dev A verdict of round 1 stands: the panel has earned its fee, the milestone's amount stays.
    function _stand(uint256 deal, uint256 milestone, bytes32 evidence, uint256 payout) internal {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        ghost.phase = Phase.Provisional;
        ghost.round = 1;
        ghost.evidence = evidence;
        ghost.provisionalSince = uint40(block.timestamp);
        ghost.payout = uint16(payout);
        _earn(deal, milestone);
    }

    /// @dev The verification fee goes to the panel's account. Jurors who share it wait for it.
    function _earn(uint256 deal, uint256 milestone) internal {
        TermsFixture storage fixture = _deals[deal].fixture;
        _milestones[deal][milestone].judged = true;
        if (_isShared(deal)) return;
        _credit(fixture.panelAccount, fixture.verificationFee);
        _release(deal, fixture.verificationFee);
    }

    /// @dev A milestone's panel is paid what it has earned and the deal still holds.
    function _payPanel(uint256 deal, uint256 milestone) private {
        TermsFixture storage fixture = _deals[deal].fixture;
        GhostMilestone storage ghost = _milestones[deal][milestone];
        if (_earnedByQuorum(deal, milestone)) _earn(deal, milestone);
        if (!ghost.judged || !_isShared(deal)) return;
        uint256[] memory parts = Sharing.partsOf(
            fixture.verificationFee,
            ghost.book | ghost.late,
            fixture.panel.length
        );
        for (uint256 i = 0; i < parts.length; ++i) _credit(fixture.panel[i], parts[i]);
        _release(deal, fixture.verificationFee);
        ++feesShared;
    }

    function _isShared(uint256 deal) internal view returns (bool) {
        return _deals[deal].fixture.verificationFee != 0 && _deals[deal].fixture.panelAccount == address(0);
    }

    /// @dev The milestone ends by the parties' own word, or with no contest behind it: a fee that no panel earned goes
    /// back to the buyer.
    function _end(uint256 deal, uint256 milestone, uint256 toSeller) internal {
        TermsFixture storage fixture = _deals[deal].fixture;
        _payPanel(deal, milestone);
        if (_milestones[deal][milestone].contests != 0) {
            _milestones[deal][milestone].endedAt = uint40(block.timestamp);
        }
        uint256 fee = (toSeller * fixture.marketplaceFee) / FULL;
        uint256 toBuyer = fixture.milestones[milestone].amount - toSeller;
        _credit(fixture.marketplace, fee);
        _payParties(deal, milestone, toSeller, toSeller - fee, toBuyer);
    }

    /// @dev The milestone ends as a round decided, after its contests: who contested and ended better has the bond of
    /// a round that spoke back out of the other side's part; the bond of one that was silent returns.
    function _endJudged(uint256 deal, uint256 milestone, uint256 payout, bool ruled) internal {
        TermsFixture storage fixture = _deals[deal].fixture;
        GhostMilestone storage ghost = _milestones[deal][milestone];
        _payPanel(deal, milestone);
        uint256[2] memory gained = _gains(deal, milestone, payout);
        uint256 toSeller = (uint256(fixture.milestones[milestone].amount) * payout) / FULL;
        uint256 fee = (toSeller * fixture.marketplaceFee) / FULL;
        uint256[2] memory parts = [toSeller - fee, fixture.milestones[milestone].amount - toSeller];
        _credit(fixture.marketplace, fee);
        for (uint256 round = 2; round < 2 + ghost.contests; ++round) {
            GhostContest storage contest = _contests[deal][milestone][round];
            if (round == 2 ? ghost.votes == 0 : !ruled) {
                _returnBond(contest);
                continue;
            }
            bool better = contest.byBuyer ? payout < contest.payout : payout > contest.payout;
            if (!better) continue;
            uint256 side = contest.byBuyer ? 0 : 1;
            uint256 amount = fixture.bond < parts[side] ? fixture.bond : parts[side];
            if (amount > gained[side]) amount = gained[side];
            parts[side] -= amount;
            gained[side] -= amount;
            _credit(contest.payer, amount);
            _restore(contest.payer, contest.nonce, amount);
        }
        _payParties(deal, milestone, toSeller, parts[0], parts[1]);
    }

    /// @return gained By the buyer, and by the seller, over the first payout that each contested.
    function _gains(uint256 deal, uint256 milestone, uint256 payout) private view returns (uint256[2] memory gained) {
        uint256 amount = _deals[deal].fixture.milestones[milestone].amount;
        uint256 final_ = (amount * payout) / FULL;
        for (uint256 i = _milestones[deal][milestone].contests; i != 0; --i) {
            GhostContest storage contest = _contests[deal][milestone][i + 1];
            uint256 contested = (amount * contest.payout) / FULL;
            if (contest.byBuyer) gained[0] = contested > final_ ? contested - final_ : 0;
            else gained[1] = final_ > contested ? final_ - contested : 0;
        }
    }

    function _returnBond(GhostContest storage contest) internal {
        if (!contest.held) return;
        contest.held = false;
        _payBond(contest.payer, contest.left);
        _restore(contest.payer, contest.nonce, contest.left);
    }

    /// @dev Both called it off: everything left goes back to the buyer.
    function _endAll(uint256 deal) internal {
        TermsFixture storage fixture = _deals[deal].fixture;
        uint256 left;
        for (uint256 i = 0; i < fixture.milestones.length; ++i) {
            if (_milestones[deal][i].phase == Phase.Settled) continue;
            _payPanel(deal, i);
            if (_milestones[deal][i].contests != 0) _milestones[deal][i].endedAt = uint40(block.timestamp);
            left += fixture.milestones[i].amount + _close(deal, i, 0);
        }
        _release(deal, left);
        _payOut(fixture.buyer, left, fixture.destinations & 2 != 0);
        _restore(fixture.buyer, _deals[deal].id, left);
    }

    /// @param toSeller By payout, before anything was taken from it.
    function _payParties(uint256 deal, uint256 milestone, uint256 toSeller, uint256 sellers, uint256 buyers) private {
        TermsFixture storage fixture = _deals[deal].fixture;
        uint256 returned = _close(deal, milestone, toSeller);
        _deals[deal].settledAt = block.timestamp;
        _release(deal, fixture.milestones[milestone].amount + returned);
        _payOut(fixture.seller, sellers, fixture.destinations & 4 != 0);
        _payOut(fixture.buyer, buyers + returned, fixture.destinations & 2 != 0);
        _restore(fixture.buyer, _deals[deal].id, buyers + returned);
    }

    /// @return unearned The verification fee, unless a panel has it.
    function _close(uint256 deal, uint256 milestone, uint256 toSeller) private returns (uint256 unearned) {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        ghost.phase = Phase.Settled;
        ghost.toSeller = toSeller;
        ghost.toBuyer = _deals[deal].fixture.milestones[milestone].amount - toSeller;
        ++ghost.settlements;
        return ghost.judged ? 0 : _deals[deal].fixture.verificationFee;
    }
}
