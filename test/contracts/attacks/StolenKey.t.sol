// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Move} from "../../../contracts/types/Opening.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {ScriptedPool} from "../../support/contracts/ScriptedPool.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {Approval, Approvals} from "../support/Approval.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope} from "../support/Envelope.sol";
import {Lists} from "../support/Lists.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The thief that holds an agent's key with all its capabilities, on the day before it expires, and wants the
/// money for itself. The contract stands between it and everything the policy does not name.
contract StolenKeyTest is TabBase {
    uint256 private constant THIEF_KEY = 0x7417ef;
    uint96 private constant THRESHOLD = 40e6;
    uint96 private constant CAP = 300e6;
    uint40 private constant DAY_BEFORE = KEY_EXPIRY - 1 days;

    address private immutable THIEF = VM.addr(THIEF_KEY);
    PolicyFixture private limits;
    address private account;

    /// @dev The account may pay the seller, the marketplace, the panel account and the pool, for categories 7 and 8.
    function setUp() public override {
        super.setUp();
        limits = PolicyFixtures.unlimited();
        (limits.perTransaction, limits.perPeriod, limits.lifetime) = (uint64(CAP), uint64(CAP), uint64(2 * CAP));
        limits.approvalAbove = uint64(THRESHOLD);
        (limits.counterparties, limits.categories) = (Lists.rootOf(_listed()), Lists.rootOf(_categories()));
        account = _openManagedAccount(1, limits);
        VM.warp(DAY_BEFORE);
    }

    function _listed() private view returns (address[] memory list) {
        list = new address[](4);
        (list[0], list[1], list[2], list[3]) = (SELLER, MARKETPLACE, PANEL_ACCOUNT, address(pool));
    }

    function _categories() private pure returns (uint32[] memory list) {
        list = new uint32[](2);
        (list[0], list[1]) = (7, 8);
    }

    /// @return envelope Signed with the stolen key, with the proofs of these payees and of category 7.
    function _stolen(address[] memory payees) private view returns (Envelope memory envelope) {
        envelope = _envelope(limits);
        for (uint256 i = 0; i < payees.length; ++i) {
            // For anyone who is not listed, the best there is: somebody else's proof.
            address proven = _isListed(payees[i]) ? payees[i] : SELLER;
            envelope.proofs = bytes.concat(envelope.proofs, Lists.proofOf(_listed(), proven));
        }
        envelope.proofs = bytes.concat(envelope.proofs, Lists.proofOf(_categories(), 7));
    }

    function _isListed(address payee) private view returns (bool) {
        address[] memory list = _listed();
        for (uint256 i = 0; i < list.length; ++i) if (list[i] == payee) return true;
        return false;
    }

    /// @return fixture Terms the thief proposes: one milestone within all limits, in an allowed category.
    function _proposed() private view returns (TermsFixture memory fixture) {
        fixture = _boughtBy(account, _fixtureWithFees());
        fixture.category = 7;
        fixture.openBy = DAY_BEFORE + 1 hours;
        for (uint256 i = 0; i < 3; ++i) {
            fixture.milestones[i].deadline += 60 days;
            fixture.milestones[i].amount = 10e6;
        }
    }

    function _three(address a, address b, address c) private pure returns (address[] memory list) {
        list = new address[](3);
        (list[0], list[1], list[2]) = (a, b, c);
    }

    function _notAllowed(address payee) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_CounterpartyNotAllowed.selector, account, payee);
    }

    function _refusesDeal(TermsFixture memory fixture, uint256 sellerKey, bytes memory reason) private {
        bytes32 dealId = _dealId(fixture);
        Envelope memory envelope = _stolen(_three(fixture.seller, fixture.marketplace, fixture.panelAccount));
        bytes memory byThief = _sealWith(envelope, account, dealId);
        bytes memory bySeller = Signing.sign(sellerKey, dealId);
        VM.expectRevert(reason);
        quittance.open(fixture.whole(), byThief, bySeller);
    }

    // ---- paying itself ----

    function test_AsTheSeller() external {
        TermsFixture memory fixture = _proposed();
        fixture.seller = THIEF;
        _refusesDeal(fixture, THIEF_KEY, _notAllowed(THIEF));
    }

    /// @dev Behind an honest seller that takes no notice of who earns the fee.
    function test_AsTheMarketplace() external {
        TermsFixture memory fixture = _proposed();
        fixture.marketplace = THIEF;
        fixture.marketplaceFee = 1_000;
        _refusesDeal(fixture, SELLER_KEY, _notAllowed(THIEF));
        fixture.marketplaceFee = 1;
        _refusesDeal(fixture, SELLER_KEY, _notAllowed(THIEF));
    }

    function test_AsThePanelsFeeAccount() external {
        TermsFixture memory fixture = _proposed();
        fixture.panelAccount = THIEF;
        fixture.verificationFee = 10e6;
        _refusesDeal(fixture, SELLER_KEY, _notAllowed(THIEF));
    }

    function test_AsThePayeeOfATab() external {
        VM.warp(NOW);
        Tab memory tab = _tab();
        (tab.account, tab.payee, tab.reserve, tab.voucherKey, tab.category) = (account, THIEF, 1e6, THIEF, 7);
        bytes memory byThief = _sealWith(_stolen(_one(THIEF)), account, _tabId(tab));
        VM.expectRevert(_notAllowed(THIEF));
        quittance.openTab(tab, false, byThief);
    }

    /// @dev Alone, or between payees that are allowed.
    function test_AsThePayeeOfAnOrder() external {
        address[] memory payees = _three(SELLER, THIEF, MARKETPLACE);
        Order memory order = _orderTo(account, 1, payees, 1e6);
        order.category = 7;
        bytes memory byThief = _sealWith(_stolen(payees), account, _orderId(order));
        VM.expectRevert(_notAllowed(THIEF));
        _pay(order, byThief);
        order = _orderTo(account, 1, _one(THIEF), 1);
        order.category = 7;
        byThief = _sealWith(_stolen(_one(THIEF)), account, _orderId(order));
        VM.expectRevert(_notAllowed(THIEF));
        _pay(order, byThief);
    }

    /// @dev The thief buys from the account, and has the account object to a verdict before a court of the thief's own.
    function test_AsTheCourtThatEarnsABond() external {
        ScriptedPool court = new ScriptedPool();
        _refusesBond(address(court), address(0), address(court));
        _refusesBond(address(pool), THIEF, THIEF);
    }

    function _refusesBond(address jurors, address arbiter, address unlisted) private {
        VM.warp(NOW);
        TermsFixture memory fixture = _soldBy(account, _withoutArbiter());
        (fixture.category, fixture.pool, fixture.arbiter) = (7, jurors, arbiter);
        if (arbiter != address(0)) fixture.rulingWindow = uint32(R);
        bytes32 dealId = quittance.open(fixture.whole(), _buyerSignature(fixture), _signByKey(_dealId(fixture)));
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, _verdictOfManagedAccount(fixture, 0, 8_000));
        address[] memory payees = new address[](arbiter == address(0) ? 1 : 2);
        payees[0] = jurors;
        if (payees.length == 2) payees[1] = arbiter;
        bytes32 nonce = Digests.bond(address(quittance), account, dealId, 0, 2, account, BOND);
        bytes memory word = _signByKey(Digests.contest(address(quittance), dealId, 0, 2, 8_000, BOND, account));
        IContests.BondPayment memory bond = IContests.BondPayment(
            account,
            false,
            0,
            _sealWith(_stolen(payees), account, nonce)
        );
        VM.expectRevert(_notAllowed(unlisted));
        quittance.contest(fixture.whole(), 0, account, 8_000, word, bond);
    }

    // ---- around the policy ----

    function test_UnderAnotherCategory() external {
        TermsFixture memory fixture = _proposed();
        uint32[2] memory declared = [uint32(9), 8];
        for (uint256 i = 0; i < 2; ++i) {
            fixture.category = declared[i];
            _refusesDeal(fixture, SELLER_KEY, _notAllowedCategory(declared[i]));
        }
        // Terms that name none are of category 0, which is no listed one.
        fixture.category = 0;
        _refusesDeal(fixture, SELLER_KEY, _notAllowedCategory(0));
    }

    function _notAllowedCategory(uint256 category) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_CategoryNotAllowed.selector, account, category);
    }

    function test_UnderAPolicyOfItsOwnMaking() external {
        Order memory order = _orderTo(account, 1, _one(THIEF), CAP);
        Envelope memory invented = _envelope(PolicyFixtures.unlimited());
        _refusesPolicy(order, invented);
        invented = _envelope(limits);
        invented.policy.counterparties = 0;
        _refusesPolicy(order, invented);
    }

    /// @dev A principal of the thief's own has a policy that allows everything; it is not this account's.
    function test_UnderAPrincipalOfItsOwn() external {
        Order memory order = _orderTo(account, 1, _one(THIEF), CAP);
        _openManagedAccountOf(THIEF, 0, PolicyFixtures.unlimited());
        Envelope memory invented = _envelope(PolicyFixtures.unlimited());
        invented.principal = THIEF;
        _refusesPolicy(order, invented);
        (invented.key, invented.signer) = (THIEF_KEY, THIEF);
        _refusesPolicy(order, invented);
        invented.policy = limits;
        _refusesPolicy(order, invented);
    }

    function _refusesPolicy(Order memory order, Envelope memory envelope) private {
        bytes memory byThief = _sealWith(envelope, account, _orderId(order));
        bytes32 given = envelope.policy.hashFor(envelope.principal);
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_PolicyMismatch.selector,
                account,
                limits.hashFor(PRINCIPAL),
                given
            )
        );
        _pay(order, byThief);
    }

    /// @dev What only the principal may do.
    function test_ByChangingWhatBindsIt() external {
        bytes[8] memory calls = [
            abi.encodeCall(
                IPrincipals.updateAccounts,
                (AccountUpdates.keys(account, _grants(THIEF, type(uint40).max, 15)))
            ),
            abi.encodeCall(
                IPrincipals.updateAccounts,
                (AccountUpdates.keys(account, _grants(AGENT, type(uint40).max, 15)))
            ),
            abi.encodeCall(
                IPrincipals.updateAccounts,
                (AccountUpdates.policy(account, limits.pack(), PolicyFixtures.unlimited().pack()))
            ),
            abi.encodeCall(IPrincipals.withdrawFrom, (account, THIEF, 1, 1)),
            abi.encodeCall(IPrincipals.unfreeze, (_one(account))),
            abi.encodeCall(IPrincipals.unfreezeAll, (PRINCIPAL)),
            abi.encodeCall(IPrincipals.offerPrincipal, (PRINCIPAL, THIEF)),
            abi.encodeCall(
                IPrincipals.openAccounts,
                (PRINCIPAL, _opening(5, _grants(THIEF, KEY_EXPIRY, 15), PolicyFixtures.unlimited()))
            )
        ];
        bytes memory refusal = abi.encodeWithSelector(
            IPrincipals.Quittance_NotController.selector,
            PRINCIPAL,
            PRINCIPAL,
            AGENT
        );
        for (uint256 i = 0; i < calls.length; ++i) {
            VM.prank(AGENT);
            (bool done, bytes memory reason) = address(quittance).call(calls[i]);
            VM.assertFalse(done, "only the controller");
            VM.assertEq(reason, refusal, "and it reverts with that reason");
        }
        Move[] memory moves = new Move[](1);
        moves[0] = Move(account, AGENT, 1);
        VM.prank(AGENT);
        VM.expectRevert(refusal);
        quittance.moveFunds(moves);
    }

    // ---- above the threshold ----

    function test_GivingMoneyUpAboveTheThreshold() external {
        TermsFixture memory fixture = _proposed();
        fixture.milestones[0].amount = THRESHOLD + 1;
        bytes32 dealId = _openApproved(fixture);
        _refusesSettlementSignature(
            abi.encodeCall(
                quittance.release,
                (fixture.whole(), 0, _give(Digests.release(address(quittance), fixture, 0)))
            ),
            THRESHOLD + 1
        );
        bytes32 agreement = Digests.agreement(address(quittance), fixture, 0, THRESHOLD + 1, KEY_EXPIRY);
        _refusesSettlementSignature(
            abi.encodeCall(
                quittance.agree,
                (fixture.whole(), 0, THRESHOLD + 1, KEY_EXPIRY, _give(agreement), Signing.sign(SELLER_KEY, agreement))
            ),
            THRESHOLD + 1
        );
        VM.assertEq(_settled(dealId), 0, "nothing was given away");
    }

    /// @dev As the seller it would give back what the account has earned.
    function test_GivingBackAboveTheThreshold() external {
        VM.warp(NOW);
        TermsFixture memory fixture = _sold(account);
        quittance.open(fixture.whole(), _buyerSignature(fixture), _signByKey(_dealId(fixture)));
        bytes32 refund = Digests.refund(address(quittance), fixture, 0);
        _refusesSettlementSignature(abi.encodeCall(quittance.refund, (fixture.whole(), 0, _give(refund))), AMOUNT_0);
        uint96 left = uint96(fixture.total());
        bytes32 cancellation = Digests.cancellation(address(quittance), fixture, left, OPEN_BY);
        bytes memory byBuyer = Signing.sign(BUYER_KEY, cancellation);
        _refusesSettlementSignature(
            abi.encodeCall(quittance.cancel, (fixture.whole(), left, OPEN_BY, byBuyer, _give(cancellation))),
            left
        );
        bytes32 agreement = Digests.agreement(address(quittance), fixture, 0, 1, OPEN_BY);
        byBuyer = Signing.sign(BUYER_KEY, agreement);
        _refusesSettlementSignature(
            abi.encodeCall(quittance.agree, (fixture.whole(), 0, 1, OPEN_BY, byBuyer, _give(agreement))),
            AMOUNT_0 - 1
        );
    }

    function _give(bytes32 digest) private view returns (bytes memory) {
        return _sealWith(_envelope(limits), account, digest);
    }

    function _openApproved(TermsFixture memory fixture) private returns (bytes32) {
        Envelope memory envelope = _stolen(_three(fixture.seller, fixture.marketplace, fixture.panelAccount));
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, Approvals.openDeal(fixture));
        return _openWith(fixture, envelope);
    }

    function _refusesSettlementSignature(bytes memory data, uint256 amount) private {
        (bool done, bytes memory reason) = address(quittance).call(data);
        VM.assertFalse(done, "the controller did not approve");
        VM.assertEq(
            reason,
            abi.encodeWithSelector(IAuthority.Quittance_ApprovalMissing.selector, account, uint256(THRESHOLD), amount),
            "and it reverts with that reason"
        );
    }

    /// @dev The principal approved one order; the thief uses that for another, for another account, and signs its own.
    function test_WithTheApprovalOfSomethingElse() external {
        Order memory approved = _orderTo(account, 1, _one(SELLER), THRESHOLD + 1);
        Order memory order = _orderTo(account, 2, _one(SELLER), THRESHOLD + 1);
        (approved.category, order.category) = (7, 7);
        bytes32 id = _orderId(order);
        Approval memory shown = Approvals.payOrder(order);
        bytes[4] memory approvals = [
            _approve(PRINCIPAL_KEY, account, _orderId(approved), shown),
            _approve(PRINCIPAL_KEY, managedAccount, id, shown),
            _approve(AGENT_KEY, account, id, shown),
            abi.encodePacked(shown.validUntil, Signing.sign(PRINCIPAL_KEY, id))
        ];
        bytes memory refusal = abi.encodeWithSelector(
            IDeals.Quittance_InvalidSignature.selector,
            PRINCIPAL,
            _approvalDigest(account, id, shown)
        );
        Envelope memory envelope = _stolen(_one(SELLER));
        for (uint256 i = 0; i < approvals.length; ++i) {
            bytes memory sealed_ = envelope.assemble(Signing.sign(AGENT_KEY, id), approvals[i]);
            VM.expectRevert(refusal);
            _pay(order, sealed_);
        }
        _pay(order, envelope.assemble(Signing.sign(AGENT_KEY, id), _approve(PRINCIPAL_KEY, account, id, shown)));
        bytes memory again = envelope.assemble(
            Signing.sign(AGENT_KEY, id),
            _approve(PRINCIPAL_KEY, account, id, shown)
        );
        VM.expectRevert();
        _pay(order, again);
    }

    // ---- what it can do ----

    /// @dev To whom and for what the policy allows, within its caps, and not a second longer than the key lives.
    function test_TheLossIsBoundedByTheCapsAndEndsWithTheKey() external {
        uint256 before = _balance(account);
        uint40[3] memory times = [DAY_BEFORE, KEY_EXPIRY - 1, KEY_EXPIRY];
        uint64 nonce;
        for (uint256 i = 0; i < times.length; ++i) {
            VM.warp(times[i]);
            for (uint256 tries = 0; tries < 12; ++tries) {
                Order memory order = _orderTo(account, ++nonce, _one(SELLER), THRESHOLD);
                order.category = 7;
                bytes memory byThief = _sealWith(_stolen(_one(SELLER)), account, _orderId(order));
                if (times[i] == KEY_EXPIRY) {
                    VM.expectRevert(
                        abi.encodeWithSelector(
                            IAuthority.Quittance_KeyExpired.selector,
                            account,
                            AGENT,
                            uint256(KEY_EXPIRY),
                            uint256(KEY_EXPIRY)
                        )
                    );
                } else if (tries >= CAP / THRESHOLD) {
                    VM.expectPartialRevert(IAuthority.Quittance_PeriodLimitExceeded.selector);
                }
                _pay(order, byThief);
            }
        }
        VM.assertEq(before - _balance(account), 2 * (CAP / THRESHOLD) * THRESHOLD, "two days, two caps");
        VM.assertEq(quittance.balanceOf(THIEF), 0, "and nothing for the thief");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "another account of the same key and principal");
    }
}
